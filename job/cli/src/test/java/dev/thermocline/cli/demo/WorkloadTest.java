package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.builder.data.Example;
import dev.thermocline.schemas.InferenceRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("a cat", "a cat", "noun.animal", "a cat"),
          new Example("a rose", "a rose", "noun.plant", "a rose"),
          new Example("a hill", "a hill", null, "a hill"));

  @Test
  void examplesRepeatUnderNewIds() throws Exception {
    Workload workload = new Workload("run-", EXAMPLES, new int[] {2, 0}, 0);

    InferenceRequest first = InferenceRequest.getDecoder().decode(workload.value(0));
    InferenceRequest third = InferenceRequest.getDecoder().decode(workload.value(2));

    assertThat(first.getPayload()).isEqualTo("a hill");
    assertThat(third.getPayload()).isEqualTo("a hill");
    assertThat(first.getId()).isEqualTo("run-0");
    assertThat(third.getId()).isEqualTo("run-2");
    assertThat(workload.number(third.getId())).isEqualTo(2);
    assertThat(workload.example(3)).isZero();
  }

  @Test
  void everySecondSpoiltRecordHasBrokenBytesAndTheOthersNoText() throws Exception {
    Workload workload = new Workload("run-", EXAMPLES, new int[] {0}, 3);

    InferenceRequest textless = InferenceRequest.getDecoder().decode(workload.value(5));

    assertThat(List.of(0, 1, 2, 3, 4, 5).stream().filter(workload::spoilt)).containsExactly(2, 5);
    assertThatThrownBy(() -> InferenceRequest.getDecoder().decode(workload.value(2)))
        .isInstanceOf(Exception.class);
    assertThat(textless.getPayload()).isNull();
    assertThat(textless.getId()).isEqualTo("run-5");
  }

  @Test
  void anIdOfAnotherRunIsRefused() {
    Workload workload = new Workload("run-", EXAMPLES, new int[] {0}, 0);

    assertThatThrownBy(() -> workload.number("other-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other-1")
        .hasMessageContaining("run-");
  }
}
