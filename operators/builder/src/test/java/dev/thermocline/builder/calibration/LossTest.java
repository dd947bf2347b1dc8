package dev.thermocline.builder.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LossTest {

  @ParameterizedTest
  @CsvSource({
    // exited, full depth, label, disagreement, harm
    "1, 1, 1, false, false",
    "1, 1, 2, false, false",
    "2, 1, 1, true, true",
    "2, 1, 2, true, false",
    "2, 1, 3, true, false",
  })
  void countsWhatItsNameSays(
      int exited, int fullDepth, int label, boolean disagreement, boolean harm) {
    assertThat(Loss.DISAGREEMENT.loses(exited, fullDepth, label)).isEqualTo(disagreement);
    assertThat(Loss.HARM.loses(exited, fullDepth, label)).isEqualTo(harm);
  }

  @Test
  void isFoundByItsId() {
    assertThat(Loss.of("harm")).isEqualTo(Loss.HARM);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Loss.of("regret"))
        .withMessage("loss is 'regret'; allowed: disagreement, harm");
  }
}
