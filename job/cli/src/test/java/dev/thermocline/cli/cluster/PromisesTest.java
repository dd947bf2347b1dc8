package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisesTest {

  private static final FaultedJob.Stroke HALF = new FaultedJob.Stroke(1, 256, 512, 900);

  private final Promises promises = new Promises();

  @Test
  void aRunThatMeetsEveryBoundBreaksNone() {
    promises.ofAccount(account(), 1_000, 998);
    promises.ofLoad(1_000, 0.2, List.of(HALF));

    assertThat(promises.broken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "missing, 1",
    "duplicates, 1",
    "outOfOrder, 1",
    "unknown, 1",
    "in, 999",
    "out, 997",
    "deadLettered, 3"
  })
  void everyNumberOfTheAccountIsHeld(String number, int is) {
    promises.ofAccount(account().put(number, is), 1_000, 998);

    assertThat(promises.broken())
        .singleElement()
        .asString()
        .startsWith(number + " is " + is + ", promised is ");
  }

  @Test
  void aNumberThatIsNotThereIsNotZero() {
    promises.ofAccount(account().without(List.of("missing")), 1_000, 998);

    assertThat(promises.broken()).containsExactly("missing is -1, promised is 0");
  }

  @Test
  void aStrokeThatMetLessThanHalfOfTheRecordsShowsNothing() {
    promises.ofLoad(1_000, 0.2, List.of(HALF, new FaultedJob.Stroke(2, 127, 256, 900)));

    assertThat(promises.broken()).containsExactly("in flight were 127 of 256, needed is half");
  }

  @Test
  void fewKeysOrNoWayToTheLastStageShowNothing() {
    promises.ofLoad(999, Double.NaN, List.of(HALF));

    assertThat(promises.broken())
        .containsExactly(
            "keys are 999, needed are 1000", "share from the last stage is NaN, needed is 0.2");
  }

  private static ObjectNode account() {
    ObjectNode account = JsonMapper.builder().build().createObjectNode();
    List.of("missing", "duplicates", "outOfOrder", "unknown").forEach(none -> account.put(none, 0));
    return account.put("in", 1_000).put("out", 998).put("deadLettered", 2);
  }
}
