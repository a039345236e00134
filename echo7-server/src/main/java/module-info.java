/** An echo server (RFC 862) to embed: {@link dev.echo7.server.EchoServer}. */
@SuppressWarnings("module") // The digit is in the name of the product.
module dev.echo7.server {
  requires io.netty.buffer;
  requires io.netty.codec.haproxy;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.kqueue;
  requires io.netty.transport.unix.common;
  requires java.logging;
  requires java.management;
  requires static transitive org.jspecify;
  requires static org.bouncycastle.pkix;
  requires static org.bouncycastle.provider;

  exports dev.echo7.events;
  exports dev.echo7.fault;
  exports dev.echo7.net;
  exports dev.echo7.server;
  exports dev.echo7.server.config;
  exports dev.echo7.server.tap to
      dev.echo7.junit;
}
