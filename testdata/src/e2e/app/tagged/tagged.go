// Package tagged leaks only with the build tag leaky.
package tagged
