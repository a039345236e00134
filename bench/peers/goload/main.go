// A closed-loop load generator for an echo server, to hold "echoclient load" against: a goroutine a
// connection, one frame on its way on each, as a Go programmer would write it.
//
// Frames and checks are those of echoclient load (dev.echo7.verify.Frame): run, length, connection,
// sequence and time in a header, a payload made from them, CRC32C over all of it; what comes back
// must be the frame expected, and its checksum right. Every round trip goes into a histogram.
//
// goload [-c CONNECTIONS] [-d SECONDS] [-s SIZE] HOST:PORT
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	headerBytes = 32
	magic       = 0xEC07
	goldenRatio = 0x9E3779B97F4A7C15
	subBuckets  = 1024
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	seed       = mix(uint64(time.Now().UnixNano()))
	tag        = uint32(magic)<<16 | uint32(seed&0xffff)
	began      = time.Now()
)

func mix(b uint64) uint64 {
	b = (b ^ (b >> 30)) * 0xBF58476D1CE4E5B9
	b = (b ^ (b >> 27)) * 0x94D049BB133111EB
	return b ^ (b >> 31)
}

func writeFrame(frame []byte, connection uint32, sequence uint64, intended int64) {
	binary.BigEndian.PutUint32(frame[0:], tag)
	binary.BigEndian.PutUint32(frame[4:], uint32(len(frame)))
	binary.BigEndian.PutUint32(frame[8:], connection)
	binary.BigEndian.PutUint64(frame[12:], sequence)
	binary.BigEndian.PutUint64(frame[20:], uint64(intended))
	base := mix(seed ^ uint64(connection)*goldenRatio ^ mix(sequence))
	payload := frame[headerBytes:]
	words := len(payload) / 8
	for i := 0; i < words; i++ {
		binary.BigEndian.PutUint64(payload[8*i:], mix(base+uint64(i)*goldenRatio))
	}
	if rest := payload[8*words:]; len(rest) > 0 {
		var last [8]byte
		binary.BigEndian.PutUint64(last[:], mix(base+uint64(words)*goldenRatio))
		copy(rest, last[:])
	}
	binary.BigEndian.PutUint32(frame[28:], checksum(frame))
}

func checksum(frame []byte) uint32 {
	return crc32.Update(crc32.Checksum(frame[:28], castagnoli), castagnoli, frame[headerBytes:])
}

func isFrame(frame []byte, connection uint32, sequence uint64) bool {
	return binary.BigEndian.Uint64(frame[12:]) == sequence &&
		binary.BigEndian.Uint32(frame[8:]) == connection &&
		binary.BigEndian.Uint32(frame[0:]) == tag &&
		binary.BigEndian.Uint32(frame[4:]) == uint32(len(frame)) &&
		binary.BigEndian.Uint32(frame[28:]) == checksum(frame)
}

// histogram has three digits, as HdrHistogram's: buckets of powers of two, each cut in equal parts.
type histogram [40 * subBuckets]uint32

func bucket(ns uint64) int {
	shift := bits.Len64(ns) - 11
	if shift < 0 {
		return int(ns)
	}
	return (shift+1)*subBuckets + int(ns>>uint(shift)) - subBuckets
}

func lowest(bucket int) uint64 {
	shift := bucket/subBuckets - 1
	if shift < 0 {
		return uint64(bucket)
	}
	return uint64(bucket%subBuckets+subBuckets) << uint(shift)
}

func load(conn net.Conn, connection uint32, size int, end time.Time, times *histogram) uint64 {
	out := make([]byte, size)
	in := make([]byte, size)
	var sequence uint64
	for {
		now := time.Now()
		if !now.Before(end) {
			return sequence
		}
		sequence++
		writeFrame(out, connection, sequence, int64(now.Sub(began)))
		sent := time.Now()
		if _, err := conn.Write(out); err != nil {
			fail(err)
		}
		if _, err := io.ReadFull(conn, in); err != nil {
			fail(err)
		}
		atomic.AddUint32(&times[bucket(uint64(time.Since(sent)))], 1)
		if !isFrame(in, connection, sequence) {
			fail(fmt.Errorf("connection %d: frame %d came back wrong", connection, sequence))
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "goload:", err)
	os.Exit(1)
}

func percentile(times *histogram, total uint64, share float64) uint64 {
	var seen uint64
	for i, count := range times {
		seen += uint64(count)
		if float64(seen) >= share*float64(total) {
			return lowest(i)
		}
	}
	return 0
}

func main() {
	connections := flag.Int("c", 50, "connections")
	seconds := flag.Float64("d", 10, "seconds")
	size := flag.Int("s", 64, "bytes of a frame, 32 or more")
	flag.Parse()
	conns := make([]net.Conn, *connections)
	for i := range conns {
		conn, err := net.Dial("tcp", flag.Arg(0))
		if err != nil {
			fail(err)
		}
		conns[i] = conn
	}
	times := new(histogram)
	verified := make([]uint64, *connections)
	end := time.Now().Add(time.Duration(*seconds * float64(time.Second)))
	var all sync.WaitGroup
	for i, conn := range conns {
		all.Add(1)
		go func(i int, conn net.Conn) {
			defer all.Done()
			verified[i] = load(conn, uint32(i), *size, end, times)
		}(i, conn)
	}
	all.Wait()
	var total uint64
	for _, count := range verified {
		total += count
	}
	fmt.Printf("verified %d rate %.0f p50 %d p99 %d\n", total, float64(total)/ *seconds,
		percentile(times, total, 0.5), percentile(times, total, 0.99))
}
