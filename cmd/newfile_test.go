package cmd

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWriteNewDoesNotReplaceALatecomer: a file that came into being after the target was checked.
func TestWriteNewDoesNotReplaceALatecomer(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.pem")
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeNew(path, []byte("ours"), false); err == nil {
		t.Error("no error")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "theirs" {
		t.Errorf("%q: %v", got, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files in the directory, want 1: %v", len(entries), err)
	}
	if err := writeNew(path, []byte("ours"), true); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a replaced file has the mode %v, want that of the old one: %v", info.Mode(), err)
	}
}
