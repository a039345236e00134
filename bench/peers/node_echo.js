// Node's echo: a pipe from the socket to itself, which heeds back pressure.
'use strict';

require('net')
  .createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  })
  .listen({ port: Number(process.argv[2]), host: '0.0.0.0', backlog: 4096 });
