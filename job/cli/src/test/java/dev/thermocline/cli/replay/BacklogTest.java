package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final double FAST = 10_000;

  private final List<Integer> sent = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whatIsSentAtOnceAndWhatIsPacedAreNumberedTogether() throws Exception {
    CountDownLatch some = new CountDownLatch(500);
    try (Backlog backlog =
        new Backlog(
            i -> {
              sent.add(i);
              some.countDown();
            })) {
      backlog.pace(FAST);
      for (int i = 0; i < 40; i++) {
        backlog.add(10);
      }
      assertThat(some.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(sent).containsExactlyElementsOf(IntStream.range(0, sent.size()).boxed().toList());
  }

  @Test
  void withoutARateOnlyWhatIsAddedIsSent() throws Exception {
    try (Backlog backlog = new Backlog(sent::add)) {
      backlog.add(3);

      assertThat(backlog.sent()).isEqualTo(3);
    }
    assertThat(sent).containsExactly(0, 1, 2);
  }

  @Test
  void isOverWhenItIsClosed() throws Exception {
    CountDownLatch some = new CountDownLatch(10);
    Backlog backlog =
        new Backlog(
            i -> {
              sent.add(i);
              some.countDown();
            });
    backlog.pace(FAST);
    assertThat(some.await(20, TimeUnit.SECONDS)).isTrue();

    backlog.close();
    int atClose = sent.size();

    assertThat(backlog.sent()).isEqualTo(atClose);
  }

  @Test
  void aRecordThatCannotBeSentIsTold() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    try (Backlog backlog =
        new Backlog(
            i -> {
              refused.countDown();
              throw new IllegalStateException("no such topic");
            })) {
      backlog.pace(FAST);
      assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
      backlog.close();

      assertThatThrownBy(backlog::sent)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the backlog cannot be kept: no such topic");
    }
  }
}
