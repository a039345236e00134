//! tokio's echo, after the example of its documentation, on the current-thread runtime.
use std::env;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn echo(mut socket: TcpStream) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut bytes = vec![0; 65536];
    loop {
        let count = socket.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        socket.write_all(&bytes[..count]).await?;
    }
}

async fn serve(port: String) -> io::Result<()> {
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    loop {
        let (socket, _) = listener.accept().await?;
        tokio::spawn(echo(socket));
    }
}

fn main() -> io::Result<()> {
    let port = env::args().nth(1).expect("usage: tokio_echo PORT");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(serve(port))
}
