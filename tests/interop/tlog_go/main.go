// SPDX-License-Identifier: Apache-2.0

// Says whether golang.org/x/mod and Tessera accept what a log of ours gives out: a question in JSON a
// line of standard input, an answer a line of standard output. 'append FOLDER ENTRIES BATCH' makes a
// log with Tessera's POSIX driver instead and says how long that took; 'witnessed FOLDER ADDRESS KEY
// ENTRIES' makes one that a witness signs.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const testSigner = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"

type question struct {
	Op     string   `json:"op"`
	Key    string   `json:"key"`
	Note   string   `json:"note"`
	Older  string   `json:"older"`
	Entry  string   `json:"entry"`
	Index  int64    `json:"index"`
	Proof  []string `json:"proof"`
	Folder string   `json:"folder"`
}

type tree struct {
	size int64
	root tlog.Hash
}

// The checkpoint in a note, with x/mod's own reader of signatures.
func open(text, key string) (tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree{}, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tree{}, fmt.Errorf("not a checkpoint: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tree{size, root}, err
}

func hashes(texts []string) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		all = append(all, hash)
	}
	return all, nil
}

func checkInclusion(q question) error {
	head, err := open(q.Note, q.Key)
	if err != nil {
		return err
	}
	record, err := hashes(q.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(record, head.size, head.root, q.Index, tlog.RecordHash([]byte(q.Entry)))
}

func checkGrowth(q question) error {
	older, err := open(q.Older, q.Key)
	if err != nil {
		return err
	}
	newer, err := open(q.Note, q.Key)
	if err != nil {
		return err
	}
	growth, err := hashes(q.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(growth, newer.size, newer.root, older.size, older.root)
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var all [][]byte
	for len(bundle) >= 2 {
		size := int(bundle[0])<<8 | int(bundle[1])
		if len(bundle) < 2+size {
			break
		}
		all = append(all, rfc6962.DefaultHasher.HashLeaf(bundle[2:2+size]))
		bundle = bundle[2+size:]
	}
	if len(bundle) != 0 {
		return nil, fmt.Errorf("%d bytes too many in a bundle", len(bundle))
	}
	return all, nil
}

// Tessera's check of all files, then its proofs from them, and x/mod's root from the same tiles.
func checkFolder(q question) error {
	ctx := context.Background()
	verifier, err := note.NewVerifier(q.Key)
	if err != nil {
		return err
	}
	files := client.FileFetcher{Root: q.Folder}
	if err := fsck.New(verifier.Name(), verifier, files, leafHashes, fsck.Opts{N: 2}).Check(ctx); err != nil {
		return err
	}
	checkpoint, _, _, err := client.FetchCheckpoint(ctx, files.ReadCheckpoint, verifier, verifier.Name())
	if err != nil {
		return err
	}
	builder, err := client.NewProofBuilder(ctx, checkpoint.Size, files.ReadTile)
	if err != nil {
		return err
	}
	for index := uint64(0); index < checkpoint.Size; index++ {
		bundle, err := client.GetEntryBundle(ctx, files.ReadEntryBundle, index/layout.EntryBundleWidth, checkpoint.Size)
		if err != nil {
			return err
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(bundle.Entries[index%layout.EntryBundleWidth])
		inclusion, err := builder.InclusionProof(ctx, index)
		if err != nil {
			return err
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, index, checkpoint.Size, leaf, inclusion, checkpoint.Hash); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	root, err := tlog.TreeHash(int64(checkpoint.Size), tileHashes{files})
	if err == nil && root.String() != base64.StdEncoding.EncodeToString(checkpoint.Hash) {
		err = fmt.Errorf("x/mod makes root %v", root)
	}
	return err
}

// The stored hashes of x/mod's numbering, read from tiles.
type tileHashes struct{ files client.FileFetcher }

func (t tileHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	checkpoint, err := t.files.ReadCheckpoint(context.Background())
	if err != nil {
		return nil, err
	}
	size, err := strconv.ParseUint(strings.Split(string(checkpoint), "\n")[1], 10, 64)
	if err != nil {
		return nil, err
	}
	var all []tlog.Hash
	for _, index := range indexes {
		tile := tlog.TileForIndex(8, index)
		partial := layout.PartialTileSize(uint64(tile.L), uint64(tile.N), size)
		data, err := t.files.ReadTile(context.Background(), uint64(tile.L), uint64(tile.N), partial)
		if err != nil {
			return nil, err
		}
		tile.W = len(data) / tlog.HashSize
		hash, err := tlog.HashFromTile(tile, data, index)
		if err != nil {
			return nil, err
		}
		all = append(all, hash)
	}
	return all, nil
}

func answer(line []byte) error {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return err
	}
	switch q.Op {
	case "checkpoint":
		_, err := open(q.Note, q.Key)
		return err
	case "inclusion":
		return checkInclusion(q)
	case "growth":
		return checkGrowth(q)
	case "folder":
		return checkFolder(q)
	}
	return fmt.Errorf("unknown question %q", q.Op)
}

// All entries are handed over at once; each is durable and in the tree when its future is done.
func appendEntries(folder string, count, batch int) error {
	ctx := context.Background()
	signer, err := note.NewSigner(testSigner)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).
		WithBatching(uint(batch), 10*time.Millisecond).
		WithCheckpointInterval(100 * time.Millisecond).WithPushback(uint(count) + 1)
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	entries := make([][]byte, count)
	for i := range entries {
		entries[i] = []byte(fmt.Sprintf("%0200d", i))
	}
	begin := time.Now()
	futures := make([]tessera.IndexFuture, count)
	for i, entry := range entries {
		futures[i] = appender.Add(ctx, tessera.NewEntry(entry))
	}
	for _, future := range futures {
		if _, err := future(); err != nil {
			return err
		}
	}
	seconds := time.Since(begin).Seconds()
	if err := shutdown(ctx); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"entries": count, "batch": batch, "seconds": seconds})
}

// Grows a log whose checkpoints are published once the witness at an address has signed them, and
// says how many entries the last of them has that it signed.
func growWitnessed(folder, address, key string, count int) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	signer, err := note.NewSigner(testSigner)
	if err != nil {
		return err
	}
	root, err := url.Parse(address)
	if err != nil {
		return err
	}
	witness, err := tessera.NewWitness(key, root)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithBatching(1, 10*time.Millisecond).
		WithCheckpointInterval(100*time.Millisecond).
		WithWitnesses(tessera.NewWitnessGroup(1, witness), &tessera.WitnessOptions{Timeout: 5 * time.Second})
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 20*time.Millisecond)
	var published []byte
	for i := range count {
		entry := tessera.NewEntry([]byte(fmt.Sprintf("entry %d", i)))
		if _, published, err = awaiter.Await(ctx, appender.Add(ctx, entry)); err != nil {
			return err
		}
	}
	if err := shutdown(ctx); err != nil {
		return err
	}
	if !witness.Satisfied(published) {
		return fmt.Errorf("the witness did not sign %q", published)
	}
	size, err := strconv.Atoi(strings.Split(string(published), "\n")[1])
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"entries": size})
}

func main() {
	if len(os.Args) == 6 && os.Args[1] == "witnessed" {
		count, _ := strconv.Atoi(os.Args[5])
		if err := growWitnessed(os.Args[2], os.Args[3], os.Args[4], count); err != nil {
			log.Fatal(err)
		}
		return
	}
	if len(os.Args) == 5 && os.Args[1] == "append" {
		count, _ := strconv.Atoi(os.Args[3])
		batch, _ := strconv.Atoi(os.Args[4])
		if err := appendEntries(os.Args[2], count, batch); err != nil {
			log.Fatal(err)
		}
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		said := map[string]any{"ok": true}
		if err := answer(lines.Bytes()); err != nil {
			said = map[string]any{"ok": false, "error": err.Error()}
		}
		if err := answers.Encode(said); err != nil {
			log.Fatal(err)
		}
	}
}
