package dev.thermocline.flink.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Keeps what is registered by its name, label groups in front: {@code exit=3.exits}. */
public final class RecordingMetricGroup implements MetricGroup {
  private final String prefix;
  private final Map<String, Metric> metrics;

  public RecordingMetricGroup() {
    this("", new LinkedHashMap<>());
  }

  private RecordingMetricGroup(String prefix, Map<String, Metric> metrics) {
    this.prefix = prefix;
    this.metrics = metrics;
  }

  Map<String, Metric> metrics() {
    return metrics;
  }

  public Object gauge(String name) {
    return ((Gauge<?>) metric(name)).getValue();
  }

  long count(String name) {
    return ((Counter) metric(name)).getCount();
  }

  Histogram histogram(String name) {
    return (Histogram) metric(name);
  }

  Metric metric(String name) {
    Metric metric = metrics.get(name);
    if (metric == null) {
      throw new IllegalArgumentException("no metric " + name + " among " + metrics.keySet());
    }
    return metric;
  }

  private <M extends Metric> M add(String name, M metric) {
    metrics.put(prefix + name, metric);
    return metric;
  }

  @Override
  public Counter counter(String name) {
    return add(name, new SimpleCounter());
  }

  @Override
  public <C extends Counter> C counter(String name, C counter) {
    return add(name, counter);
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    return add(name, gauge);
  }

  @Override
  public <H extends Histogram> H histogram(String name, H histogram) {
    return add(name, histogram);
  }

  @Override
  public <M extends Meter> M meter(String name, M meter) {
    return add(name, meter);
  }

  @Override
  public MetricGroup addGroup(String name) {
    return new RecordingMetricGroup(prefix + name + ".", metrics);
  }

  @Override
  public MetricGroup addGroup(String key, String value) {
    return new RecordingMetricGroup(prefix + key + "=" + value + ".", metrics);
  }

  @Override
  public String[] getScopeComponents() {
    return new String[0];
  }

  @Override
  public Map<String, String> getAllVariables() {
    return Map.of();
  }

  @Override
  public String getMetricIdentifier(String name) {
    return prefix + name;
  }

  @Override
  public String getMetricIdentifier(String name, CharacterFilter filter) {
    return prefix + name;
  }
}
