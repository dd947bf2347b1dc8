package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VisibilityTest {

  private final Visibility visibility = new Visibility(10);

  @Test
  void recordsOfATransactionBecomeVisibleWithItsMarker() {
    visibility.transactional(1, 10, 13);
    visibility.transactional(1, 13, 14);
    visibility.marker(1, 14, 500);

    assertThat(visibility.stable()).isEqualTo(15);
    assertThat(visibility.at(10)).isEqualTo(500);
    assertThat(visibility.at(13)).isEqualTo(500);
  }

  @Test
  void whatLiesBehindAnOpenTransactionWaitsForItsEnd() {
    visibility.transactional(1, 10, 11);
    visibility.transactional(2, 11, 12);
    visibility.transactional(1, 12, 13);
    visibility.marker(2, 13, 400);
    visibility.transactional(3, 14, 15);
    visibility.marker(1, 15, 500);

    assertThat(visibility.stable()).as("3 is still open").isEqualTo(14);
    assertThat(visibility.at(10)).isEqualTo(500);
    assertThat(visibility.at(11)).as("committed at 400, behind 1").isEqualTo(500);
  }

  @Test
  void theNextTransactionOfAProducerIsAnotherOne() {
    visibility.transactional(1, 10, 12);
    visibility.marker(1, 12, 500);
    visibility.transactional(1, 13, 15);
    visibility.marker(1, 15, 900);

    assertThat(visibility.at(11)).isEqualTo(500);
    assertThat(visibility.at(14)).isEqualTo(900);
  }

  @Test
  void anAbortedTransactionLetsWhatIsBehindItPassAtItsEnd() {
    visibility.transactional(1, 10, 12);
    visibility.transactional(2, 12, 14);
    visibility.marker(2, 14, 500);
    visibility.marker(1, 15, 700);

    assertThat(visibility.at(13)).isEqualTo(700);
  }

  @Test
  void withoutATransactionTheAppendTimeIsWhenAndTheProducersTimeIsNot() {
    visibility.plain(12, 300);
    visibility.plain(14, Double.NaN);

    assertThat(visibility.at(11)).isEqualTo(300);
    assertThat(visibility.at(13)).isNaN();
  }

  @Test
  void aRecordOutsideTransactionsWaitsForAnOpenOneBeforeIt() {
    visibility.transactional(1, 10, 11);
    visibility.plain(12, 300);
    visibility.marker(1, 12, 800);

    assertThat(visibility.at(11)).isEqualTo(800);
  }

  @Test
  void aRecordThatIsNotVisibleIsRefused() {
    visibility.transactional(1, 10, 12);

    assertThatThrownBy(() -> visibility.at(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset is 10");
  }
}
