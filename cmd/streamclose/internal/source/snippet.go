package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const (
	tabStop = 4
	margin  = "..." // in place of what is cut off
)

// Snippet returns a line as a terminal shows it, at most limit columns of it,
// and the columns [from, to) in which the bytes [start, end) of the line
// appear, both counted from 0. An end behind the line stands for its end. The
// part that is shown is one in which the bytes begin.
func Snippet(line string, start, end, limit int) (text string, from, to int) {
	cells, total := layout(line)
	from, to = columns(cells, total, start), columns(cells, total, end)
	to = max(to, from+1)
	if total <= limit {
		return join(cells, 0, total), from, to
	}

	room := limit - 2*len(margin)
	length := min(to-from, room)
	left := min(max(from-(room-length)/2, 0), max(total-room, from+length-room))
	right := left + room
	text = join(cells, left, right)
	if right < total {
		text += margin
	}
	shift := -left
	if left > 0 {
		text = margin + text
		shift += len(margin)
	}
	return text, from + shift, min(to, right) + shift
}

// A cell is what the terminal shows of a character.
type cell struct {
	end    int // in the line, in bytes
	column int
	width  int // in columns
	text   string
}

// layout returns the cells of a line, and its width.
func layout(line string) ([]cell, int) {
	var cells []cell
	column := 0
	joined := false // to the character before
	for offset := 0; offset < len(line); {
		r, size := utf8.DecodeRuneInString(line[offset:])
		text, n := shown(r, line[offset:offset+size])
		switch {
		case r == '\t':
			n = tabStop - column%tabStop
			text = strings.Repeat(" ", n)
		case offset == 0 && strings.HasPrefix(line, bom):
			text = ""
		case joined:
			n = 0
		}
		offset += size
		cells = append(cells, cell{offset, column, n, text})
		joined = r == zeroWidthJoiner
		column += n
	}
	return cells, column
}

// Printable returns a text as Snippet would show it, except for tabs.
func Printable(text string) string {
	var b strings.Builder
	for offset := 0; offset < len(text); {
		r, size := utf8.DecodeRuneInString(text[offset:])
		character := text[offset : offset+size]
		if r != '\t' {
			character, _ = shown(r, character)
		}
		b.WriteString(character)
		offset += size
	}
	return b.String()
}

const zeroWidthJoiner = '\u200d'

// shown returns how a character is shown, and how wide. What would change the
// state of the terminal or the order of the text is shown as an escape.
func shown(r rune, bytes string) (string, int) {
	switch {
	case r == utf8.RuneError && len(bytes) == 1:
		return string(utf8.RuneError), 1
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
		escaped := fmt.Sprintf(`\u%04x`, r)
		return escaped, len(escaped)
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return bytes, 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return bytes, 2
	}
	return bytes, 1
}

// columns returns the column of the character that has the byte at offset, or
// the width of the line for what lies behind it.
func columns(cells []cell, total, offset int) int {
	for _, c := range cells {
		if offset < c.end {
			return c.column
		}
	}
	return total
}

// join returns the columns [left, right). Half of a wide character is a blank.
func join(cells []cell, left, right int) string {
	var b strings.Builder
	for _, c := range cells {
		switch cut := min(c.column+c.width, right) - max(c.column, left); {
		case c.width == 0 && left <= c.column && c.column <= right, c.width > 0 && cut == c.width:
			b.WriteString(c.text)
		case cut > 0:
			b.WriteString(strings.Repeat(" ", cut))
		}
	}
	return b.String()
}
