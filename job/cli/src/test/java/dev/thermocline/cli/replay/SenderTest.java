package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.data.Example;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class SenderTest {

  @Test
  void takesNeitherTheJobsClientIdNorItsSmallBuffers() throws Exception {
    Map<String, String> kafka =
        Map.of("bootstrap.servers", "localhost:1", "client.id", "job", "buffer.memory", "1024");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    try (Sender sender = new Sender(kafka, "in", workload())) {
      assertThat(sender).isNotNull();
      assertThat(beans.isRegistered(producer("job"))).isFalse();
      assertThat((double) beans.getAttribute(producer("thermocline-replay"), "buffer-total-bytes"))
          .isGreaterThan(64 << 20);
    }
  }

  private static ObjectName producer(String clientId) throws Exception {
    return new ObjectName("kafka.producer:type=producer-metrics,client-id=" + clientId);
  }

  private static Workload workload() {
    return new Workload(
        "run-",
        List.of(new Example("e", "text", null, "e")),
        new int[] {0},
        0,
        Keys.inTurn(1),
        RequestFormat.SINGLE_OBJECT);
  }
}
