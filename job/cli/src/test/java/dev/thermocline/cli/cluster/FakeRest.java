package dev.thermocline.cli.cluster;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;

/** A job manager's endpoint that gives the answers of a test. */
record FakeRest(HttpServer server) implements AutoCloseable {

  /** One that answers every question alike. */
  FakeRest(Supplier<String> answer) throws IOException {
    this(question -> answer.get());
  }

  /** One that answers what was asked for, path and query. */
  FakeRest(Function<String, String> answer) throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    server.createContext(
        "/",
        exchange -> {
          String question = exchange.getRequestURI().toString();
          byte[] body = answer.apply(question).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
