package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A broker inside this process that takes clients by TLS only, once they have named themselves. */
final class SecuredBroker implements AutoCloseable {

  /** What the job's clients name themselves by; it may be told nowhere else. */
  static final String PASSWORD = "the-jobs-own-secret";

  private static final String MECHANISM = "SCRAM-SHA-512";
  private static final String BROKERS_PASSWORD = "the-brokers-secret";
  private static final String STORE_PASSWORD = "the-stores-secret";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final EmbeddedBroker broker;
  private final Path certificate;

  private SecuredBroker(EmbeddedBroker broker, Path certificate) {
    this.broker = broker;
    this.certificate = certificate;
  }

  /**
   * Starts one, and returns when it accepts clients.
   *
   * @param directory where its keys go
   */
  static SecuredBroker start(Path directory) throws IOException, InterruptedException {
    Path keys = directory.resolve("broker.p12");
    Path certificate = directory.resolve("broker.pem");
    keytool(
        keys,
        List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2"),
        List.of("-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    keytool(keys, List.of("-exportcert", "-rfc", "-file", certificate.toString()), List.of());
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            secured(keys, certificate),
            List.of(user("job", PASSWORD), user("broker", BROKERS_PASSWORD)));
    return new SecuredBroker(broker, certificate);
  }

  /** Settings of a client that it takes. */
  Map<String, String> client() {
    return client(PASSWORD);
  }

  /** Settings of a client that comes with a password of its own. */
  Map<String, String> client(String password) {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrapServers(),
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        login("job", password),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.toString());
  }

  @Override
  public void close() {
    broker.close();
  }

  /** It is a client of its own, too: markers of transactions come by the same way. */
  private static Map<String, String> secured(Path keys, Path certificate) {
    String scram =
        "listener.name.%s.%s.sasl.jaas.config"
            .formatted(EmbeddedBroker.CLIENTS, MECHANISM)
            .toLowerCase(Locale.ROOT);
    return Map.ofEntries(
        Map.entry(
            "listener.security.protocol.map",
            EmbeddedBroker.CLIENTS + ":SASL_SSL,CONTROLLER:PLAINTEXT"),
        Map.entry("sasl.enabled.mechanisms", MECHANISM),
        Map.entry("sasl.mechanism.inter.broker.protocol", MECHANISM),
        Map.entry(scram, login("broker", BROKERS_PASSWORD)),
        Map.entry("ssl.keystore.type", "PKCS12"),
        Map.entry("ssl.keystore.location", keys.toString()),
        Map.entry("ssl.keystore.password", STORE_PASSWORD),
        Map.entry("ssl.key.password", STORE_PASSWORD),
        Map.entry("ssl.truststore.type", "PEM"),
        Map.entry("ssl.truststore.location", certificate.toString()));
  }

  private static String login(String name, String password) {
    return ("org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%s\" password=\"%s\";")
        .formatted(name, password);
  }

  private static String user(String name, String password) {
    return "%s=[name=%s,password=%s]".formatted(MECHANISM, name, password);
  }

  private static void keytool(Path keys, List<String> command, List<String> more)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(command);
    line.addAll(List.of("-alias", "broker", "-storetype", "PKCS12"));
    line.addAll(List.of("-keystore", keys.toString(), "-storepass", STORE_PASSWORD));
    line.addAll(more);
    CommandRun.Result run = CommandRun.run(LIMIT, Map.of(), line);
    assertThat(run.status()).as("%s%s", run.out(), run.errors()).isZero();
  }
}
