package dev.thermocline.flink.tuning;

import static dev.thermocline.flink.tuning.Commands.job;
import static dev.thermocline.flink.tuning.Commands.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TuningDeskTest {
  private final TuningRules rules = new TuningRules(settings(), List.of(0.01, 0.04, 0.2));
  private final TuningDesk desk = new TuningDesk(rules, Tuning.NONE, List.of());

  @Test
  void whatIsTakenIsInForce() throws Exception {
    assertThat(desk.take(job("pin", "1", 4))).contains(job("pin", "1", 4));

    assertThat(desk.inForce().pin()).hasValue(1);
    assertThat(desk.inForce().offset()).isEqualTo(4);
  }

  @Test
  void aCommandSeenBeforeActsOnce() throws Exception {
    desk.take(job("pin", "1", 4));
    desk.take(job("pin", "0", 5));

    assertThat(desk.take(job("pin", "1", 4))).isEmpty();
    assertThat(desk.inForce().pin()).hasValue(0);
  }

  @Test
  void aRefusalLeavesTheOldSettingAndTheNameFree() throws Exception {
    desk.take(job("pin", "1", 4));

    assertThatThrownBy(() -> desk.take(job("pin", "2", 5)))
        .isInstanceOf(RefusedCommandException.class);
    assertThat(desk.inForce().pin()).hasValue(1);

    desk.take(job("max-loss", "0.5", 6));
    desk.take(job("pin", "2", 5));
    assertThat(desk.inForce().pin()).hasValue(2);
  }

  @Test
  void aTopicMadeAnewGoesOnBehindTheOldOne() throws Exception {
    desk.take(job("pin", "1", 400));

    TuningCommand first = new TuningCommand("new", "pin", "0", TuningScope.JOB, null, "ada", 0);

    assertThat(desk.take(first)).get().extracting(TuningCommand::offset).isEqualTo(401L);
    assertThat(desk.inForce().pin()).hasValue(0);
  }

  @Test
  void itsMemoryIsBoundedAndForgetsTheOldest() throws Exception {
    for (int i = 0; i <= TuningDesk.REMEMBERED; i++) {
      desk.take(job("pin", String.valueOf(i % 2), i));
    }

    assertThat(desk.ids())
        .hasSize(TuningDesk.REMEMBERED)
        .startsWith("c1")
        .endsWith("c" + TuningDesk.REMEMBERED);
  }

  @Test
  void anotherDeskGoesOnWhereItStopped() throws Exception {
    desk.take(job("pin", "1", 4));

    TuningDesk next = new TuningDesk(rules, desk.inForce(), desk.ids());

    assertThat(next.take(job("pin", "1", 4))).isEmpty();
    assertThat(next.take(job("pin", "0", 5))).isPresent();
    assertThat(next.ids()).containsExactly("c4", "c5");
  }
}
