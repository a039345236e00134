// Go's echo as everybody writes it: a goroutine a connection, which copies (Go sets TCP_NODELAY).
package main

import (
	"fmt"
	"net"
	"os"
)

func echo(connection net.Conn) {
	defer connection.Close()
	bytes := make([]byte, 65536)
	for {
		count, err := connection.Read(bytes)
		if count > 0 {
			if _, failure := connection.Write(bytes[:count]); failure != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp4", ":"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		if connection, err := listener.Accept(); err == nil {
			go echo(connection)
		}
	}
}
