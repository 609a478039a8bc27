package oracle

import (
	"strings"
	"testing"
)

// The copy of a source acquires through the hook, on the same lines.
func TestCopiedSource(t *testing.T) {
	const (
		original = `package main

func _(conn *quic.Conn) {
	s, err := conn.
		OpenStream()
	open := conn.OpenStream
	accept := (conn).AcceptStream
	defer conn.OpenStream()
	go conn.AcceptStream(ctx)
	conn, err = quic.DialAddr(ctx, "", nil, nil)
}

func elsewhere()
`
		want = `package imported; import oraclehook "example.com/oracle/hook"

func blank3(conn *quic.Conn) {
	s, err := oraclehook.Stream(conn.
		OpenStream())
	open := oraclehook.Opener(conn.OpenStream)
	accept := (conn).AcceptStream
	defer func() { oraclehook.Stream(conn.OpenStream()) }()
	go func() { oraclehook.Stream(conn.AcceptStream(ctx)) }()
	conn, err = oraclehook.DialAddr(quic.DialAddr)(ctx, "", nil, nil)
}

func elsewhere() { panic("no body") }
`
	)
	var s source
	got, err := s.add("file.go", []byte(original))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if len(s.fixtures) != 1 || s.fixtures[0].Name != "blank3" || s.fixtures[0].Broken[5] != 4 {
		t.Errorf("functions %v", s.fixtures)
	}
	if !strings.Contains(string(s.registration()), "Value: blank3") {
		t.Errorf("not registered:\n%s", s.registration())
	}
}
