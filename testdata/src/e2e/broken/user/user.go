// Package user imports a package whose test does not type-check, so that this one
// is analyzed before that is known.
package user

import "example.com/broken/badtest"

var Send = badtest.Send
