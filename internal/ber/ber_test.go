package ber

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

func TestToDER(t *testing.T) {
	for name, c := range map[string]struct {
		in, out string // in hexadecimal; no out where it is refused
		odd     Oddities
		left    int
	}{
		"DER":                        {"3003020105", "3003020105", 0, 0},
		"with a tail":                {"3003020105ffff", "3003020105", 0, 2},
		"long length":                {"308103020105", "3003020105", LongLength, 0},
		"length padded with zeros":   {"3083000003020105", "3003020105", LongLength, 0},
		"long length inside":         {"300402810105", "3003020105", LongLength, 0},
		"indefinite":                 {"30800201050000", "3003020105", Indefinite, 0},
		"indefinite in indefinite":   {"3080308002010500000000", "30053003020105", Indefinite, 0},
		"indefinite in definite":     {"300730800201050000", "30053003020105", Indefinite, 0},
		"a string in pieces":         {"24060401610401" + "62", "04026162", Pieces, 0},
		"pieces in pieces":           {"2480240304016104016200" + "00", "04026162", Indefinite | Pieces, 0},
		"a time in pieces":           {"3703170131", "170131", Pieces, 0},
		"an open end":                {"3080020105", "", 0, 0},
		"indefinite and primitive":   {"04800000", "", 0, 0},
		"cut short":                  {"30040201", "", 0, 0},
		"inner beyond outer":         {"3003020405", "", 0, 0},
		"a tag of two octets":        {"1f8101", "", 0, 0},
		"a length of many octets":    {"30ff00", "", 0, 0},
		"long length of nothing":     {"3005028100" + "0500", "300402000500", LongLength, 0},
		"long length, nothing after": {"3003028100", "", 0, 0},
		"empty":                      {"", "", 0, 0},
		"zeros in a definite length": {"30020000", "30020000", 0, 0},
	} {
		in, _ := hex.DecodeString(c.in)
		der, odd, size, ok := ToDER(in)
		if ok != (c.out != "") || hex.EncodeToString(der) != c.out || odd != c.odd || ok && size != len(in)-c.left {
			t.Errorf("%s: got %x, %v, %d octets, %v", name, der, odd, size, ok)
		}
	}
}

func TestToDERIsBounded(t *testing.T) {
	nested := bytes.Repeat([]byte{0x30, 0x80}, 1<<20)
	if _, _, _, ok := ToDER(nested); ok {
		t.Error("a nest without end was taken")
	}
	if _, _, _, ok := ToDER(append([]byte{0x04, 0x83, 2, 0, 0}, make([]byte, 1<<17)...)); ok {
		t.Error("a large element was taken")
	}
}

func FuzzToDER(f *testing.F) {
	for _, seed := range []string{"30800201050000", "24060401610401" + "62", "308103020105", strings.Repeat("3080", 30)} {
		in, _ := hex.DecodeString(seed)
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		der, odd, size, ok := ToDER(in)
		if !ok {
			return
		}
		if size > len(in) || len(der) > size || (odd == 0) != bytes.Equal(der, in[:size]) {
			t.Errorf("%d octets of %d became %d; odd: %v", size, len(in), len(der), odd)
		}
		again, odd, size, ok := ToDER(der)
		if !ok || odd != 0 || size != len(der) || !bytes.Equal(again, der) {
			t.Errorf("%x came out as %x, %v", der, again, odd)
		}
	})
}
