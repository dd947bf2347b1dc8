package dev.thermocline.cli.demo;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Lays the job's topology into an environment. */
@FunctionalInterface
public interface DemoJob {

  /**
   * Builds the topology without running it.
   *
   * @param environment where it is built
   * @param options the job's options, Flink's own among them
   */
  void build(StreamExecutionEnvironment environment, Configuration options) throws Exception;
}
