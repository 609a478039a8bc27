package random

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

const quicPath = "github.com/quic-go/quic-go"

// stubs are the packages that programs import, cut down to what they use.
var stubs = map[string]string{
	quicPath: `package quic

import ("context"; "time")

type StreamID int64
type StreamErrorCode uint64
type ApplicationErrorCode uint64

type Conn struct{}

func (c *Conn) AcceptStream(ctx context.Context) (*Stream, error)
func (c *Conn) OpenStream() (*Stream, error)
func (c *Conn) OpenStreamSync(ctx context.Context) (*Stream, error)
func (c *Conn) CloseWithError(code ApplicationErrorCode, reason string) error
func (c *Conn) Context() context.Context

type Stream struct{}

func (s *Stream) StreamID() StreamID
func (s *Stream) Read(p []byte) (int, error)
func (s *Stream) Write(p []byte) (int, error)
func (s *Stream) Close() error
func (s *Stream) CancelRead(code StreamErrorCode)
func (s *Stream) CancelWrite(code StreamErrorCode)
func (s *Stream) Context() context.Context
func (s *Stream) SetDeadline(t time.Time) error
func (s *Stream) SetReadDeadline(t time.Time) error
func (s *Stream) SetWriteDeadline(t time.Time) error
`,
	"context": `package context
type Context interface{ Err() error }
`,
	"time": `package time
type Time struct{}
`,
	"io": `package io
type Writer interface{ Write(p []byte) (n int, err error) }
type Closer interface{ Close() error }
var EOF error
`,
	"errors": `package errors
func New(text string) error
func Is(err, target error) bool
`,
	"os": `package os
func Exit(code int)
`,
}

// imports is an importer of the stubs.
type imports struct {
	fset *token.FileSet
	done map[string]*types.Package
}

func newImports() *imports {
	return &imports{token.NewFileSet(), make(map[string]*types.Package)}
}

func (m *imports) Import(path string) (*types.Package, error) {
	if pkg := m.done[path]; pkg != nil {
		return pkg, nil
	}
	file, err := parser.ParseFile(m.fset, path+".go", stubs[path], 0)
	if err != nil {
		return nil, err
	}
	config := &types.Config{Importer: m, IgnoreFuncBodies: true}
	pkg, err := config.Check(path, m.fset, []*ast.File{file}, nil)
	m.done[path] = pkg
	return pkg, err
}

// A Package is a program that was printed and type-checked.
type Package struct {
	Source string
	fset   *token.FileSet
	file   *ast.File
	types  *types.Package
	info   *types.Info
}

// Compile prints and type-checks a program.
func (m *imports) Compile(p *Program) (*Package, error) {
	unread := make(map[string]bool)
	for {
		src, err := p.Source(unread)
		if err != nil {
			return nil, err
		}
		pkg, err := m.check(src, unread)
		if pkg != nil || err != nil {
			return pkg, err
		}
	}
}

var unused = regexp.MustCompile(`^declared and not used: (\w+)$`)

// check type-checks a source. If all that is wrong with it are unused
// variables it adds them to unread and returns neither package nor error.
func (m *imports) check(src string, unread map[string]bool) (*Package, error) {
	pkg := &Package{Source: src, fset: token.NewFileSet()}
	var err error
	if pkg.file, err = parser.ParseFile(pkg.fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	pkg.info = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}
	var hard error
	again := false
	config := &types.Config{Importer: m, GoVersion: "go1.26", Error: func(err error) {
		if found := unused.FindStringSubmatch(err.(types.Error).Msg); found != nil && !unread[found[1]] {
			unread[found[1]] = true
			again = true
		} else if hard == nil {
			hard = err
		}
	}}
	pkg.types, _ = config.Check("p", pkg.fset, []*ast.File{pkg.file}, pkg.info)
	if hard != nil || again {
		return nil, hard
	}
	return pkg, nil
}

var siteComment = regexp.MustCompile(`// site (\d+)$`)

// sites returns the site on each line that has one.
func (p *Package) sites() map[int]int {
	found := make(map[int]int)
	for i, line := range strings.Split(p.Source, "\n") {
		if m := siteComment.FindStringSubmatch(line); m != nil {
			var n int
			fmt.Sscan(m[1], &n)
			found[i+1] = n
		}
	}
	return found
}
