package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.kafka.KafkaOptions;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.EffectiveOptions;
import dev.thermocline.flink.config.OptionFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a job is given beside good options, it has faults of one line each, or settings it can
 * run with. An input that begins with two dashes is a command line, an argument a line; any other
 * is a job file.
 */
class OptionsFuzzTest {
  private static final List<String> GOOD =
      List.of(
          "--bundle.path=bundle",
          "--kafka.bootstrap.servers=broker:9092",
          "--input.topic=in",
          "--input.group-id=group",
          "--output.topic=out",
          "--dead-letter.topic=dead",
          "--delivery.transactional-id-prefix=job",
          "--execution.checkpointing.interval=10 s");

  @TempDir static Path folder;

  @DictionaryFile(resourcePath = "/dev/thermocline/app/options.dict")
  @FuzzTest
  void hasFaultsOrSettings(byte[] input) throws Exception {
    Configuration environment = new Configuration();

    JobArguments arguments = JobArguments.read(arguments(input));
    List<OptionFault> faults = arguments.faults(environment);

    assertThat(faults)
        .allSatisfy(
            fault -> {
              assertThat(fault.toString()).contains("; allowed: ").hasLineCount(1);
              assertThat(fault.allowed()).isNotBlank();
              assertThat(fault.mend()).isNotBlank();
            });
    if (faults.isEmpty()) {
      checkSettings(KafkaOptions.validated(arguments.options(), environment));
    }
  }

  private static String[] arguments(byte[] input) throws Exception {
    List<String> arguments = new ArrayList<>(GOOD);
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.startsWith("--")) {
      // A file of the machine is no part of the input.
      text.lines()
          .filter(line -> !line.startsWith("--config") && !line.startsWith("-Dconfig"))
          .forEach(arguments::add);
    } else {
      arguments.add("--config");
      arguments.add(Files.write(folder.resolve("job.yaml"), input).toString());
    }
    return arguments.toArray(String[]::new);
  }

  private static void checkSettings(Configuration config) {
    EarlyExitSettings settings = EarlyExitOptions.settings(config);

    assertThat(settings.control().slo().toNanos()).isPositive();
    assertThat(settings.control().tick().toMillis()).isPositive();
    assertThat(settings.batchMaxTime().toNanos()).isPositive();
    assertThat(settings.batchLinger().toNanos()).isNotNegative();
    assertThat(settings.lengthBuckets()).isNotEmpty();
    assertThat(RequestRules.of(config).maxBytes()).isPositive();
    assertThat(EffectiveOptions.of(config)).containsKey("bundle.path");
  }
}
