package dev.thermocline.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Flink cluster as its REST endpoint shows it. Every call asks the endpoint once or more. */
public final class FlinkRest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** Name of the early-exit operator in a job; the names of its metrics begin with it. */
  private static final String OPERATOR = "early-exit";

  private static final String IN_FLIGHT = OPERATOR + ".inFlight";
  private static final String EMITTED = OPERATOR + ".numRecordsOut";
  private static final String RUNG = OPERATOR + ".rung";
  private static final String OFFERED_RATE = OPERATOR + ".offeredRate";

  /** What stands before and behind a constraint in the name of its gauge. */
  private static final String CONSTRAINT = OPERATOR + ".constraint.";

  private static final String BINDS = ".bindingConstraint";

  private static final String RUNNING = "RUNNING";
  private static final String CAUSED_BY = "Caused by: ";

  private final String address;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  private FlinkRest(String address) {
    this.address = address;
  }

  /**
   * The cluster whose job manager listens there.
   *
   * @param address such as {@code http://localhost:8081}
   * @throws IllegalArgumentException when that is no address
   */
  public static FlinkRest at(String address) {
    String scheme = String.valueOf(URI.create(address).getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "REST address is '" + address + "'; allowed is one such as http://localhost:8081");
    }
    return new FlinkRest(
        address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
  }

  /**
   * Ids of all jobs the cluster remembers: those that have not ended before those that have, and of
   * each the one started last first.
   */
  public List<String> jobs() throws IOException, InterruptedException {
    List<JsonNode> jobs = new ArrayList<>();
    get("/jobs/overview").path("jobs").forEach(jobs::add);
    jobs.sort(
        Comparator.comparing((JsonNode job) -> JobView.ended(job.path("state").asText()))
            .thenComparing(
                Comparator.comparingLong((JsonNode job) -> job.path("start-time").asLong())
                    .reversed()));
    return jobs.stream().map(job -> job.path("jid").asText()).toList();
  }

  /** A job as it is now. */
  public JobView job(String id) throws IOException, InterruptedException {
    JsonNode job = get("/jobs/" + id);
    String state = job.path("state").asText();
    boolean allTasksRun = allTasksRun(job);
    Optional<String> operator = operatorMetrics(id, job);
    Map<String, Double> records =
        operator.isEmpty()
            ? Map.of()
            : metrics(
                operator.get() + "?get=" + String.join(",", IN_FLIGHT, EMITTED) + "&agg=sum",
                "sum");
    return new JobView(
        id,
        job.path("name").asText(),
        state,
        allTasksRun,
        metrics("/jobs/" + id + "/metrics?get=numRestarts", "value")
            .getOrDefault("numRestarts", 0d)
            .longValue(),
        records.getOrDefault(IN_FLIGHT, 0d).longValue(),
        records.getOrDefault(EMITTED, 0d).longValue(),
        state.equals(RUNNING) && allTasksRun && operator.isPresent() ? depth(operator.get()) : null,
        checkpoints(id));
  }

  /** The innermost cause of the job's last failure, in one line; empty when it never failed. */
  public Optional<String> failure(String id) throws IOException, InterruptedException {
    JsonNode entry =
        get("/jobs/" + id + "/exceptions?maxExceptions=1").at("/exceptionHistory/entries/0");
    if (entry.isMissingNode()) {
      return Optional.empty();
    }
    List<String> lines = entry.path("stacktrace").asText().lines().toList();
    return Optional.of(
        lines.stream()
            .filter(line -> line.startsWith(CAUSED_BY))
            .reduce((outer, inner) -> inner)
            .map(line -> line.substring(CAUSED_BY.length()))
            .orElse(lines.isEmpty() ? entry.path("exceptionName").asText() : lines.get(0)));
  }

  /** Ids of the task managers that are registered. */
  public List<String> taskManagers() throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    get("/taskmanagers").path("taskmanagers").forEach(one -> ids.add(one.path("id").asText()));
    return ids;
  }

  private static boolean allTasksRun(JsonNode job) {
    boolean all = !job.path("vertices").isEmpty();
    for (JsonNode vertex : job.path("vertices")) {
      // A source that has ended, as the empty one of commands does, is no task that is missing.
      int up = vertex.at("/tasks/RUNNING").asInt() + vertex.at("/tasks/FINISHED").asInt();
      all &= up == vertex.path("parallelism").asInt();
    }
    return all;
  }

  /** Path of the metrics of the operator's subtasks; empty in a job without the operator. */
  private static Optional<String> operatorMetrics(String id, JsonNode job) {
    for (JsonNode vertex : job.path("vertices")) {
      if (vertex.path("name").asText().startsWith(OPERATOR)) {
        return Optional.of(
            "/jobs/%s/vertices/%s/subtasks/metrics".formatted(id, vertex.path("id").asText()));
      }
    }
    return Optional.empty();
  }

  /** Null until Flink has fetched the gauges of the depth, or where there are none. */
  private JobView.@Nullable Depth depth(String path) throws IOException, InterruptedException {
    // Whoever asks Flink for one metric that it has not gets none of the others either.
    List<String> gauges = new ArrayList<>();
    for (JsonNode metric : get(path)) {
      String name = metric.path("id").asText();
      if (name.startsWith(CONSTRAINT) && name.endsWith(BINDS)) {
        gauges.add(name);
      }
    }
    if (gauges.isEmpty()) {
      return null;
    }
    Map<String, JsonNode> values = new HashMap<>();
    String asked = String.join(",", RUNG, OFFERED_RATE, String.join(",", gauges));
    get(path + "?get=" + asked + "&agg=sum,avg")
        .forEach(metric -> values.put(metric.path("id").asText(), metric));
    JsonNode rung = values.get(RUNG);
    JsonNode rate = values.get(OFFERED_RATE);
    if (rung == null || rate == null) {
      return null;
    }
    return new JobView.Depth(
        rung.path("avg").asDouble(),
        binding(gauges, values),
        rate.path("sum").isNumber() ? rate.path("sum").asDouble() : Double.NaN);
  }

  private static SortedMap<String, Integer> binding(
      List<String> gauges, Map<String, JsonNode> values) {
    SortedMap<String, Integer> binding = new TreeMap<>();
    for (String gauge : gauges) {
      JsonNode value = values.get(gauge);
      int subtasks = value == null ? 0 : value.path("sum").asInt();
      if (subtasks > 0) {
        binding.put(
            gauge.substring(CONSTRAINT.length(), gauge.length() - BINDS.length()), subtasks);
      }
    }
    return binding;
  }

  private Map<String, Double> metrics(String path, String field)
      throws IOException, InterruptedException {
    Map<String, Double> values = new HashMap<>();
    get(path)
        .forEach(metric -> values.put(metric.path("id").asText(), metric.path(field).asDouble()));
    return values;
  }

  private JobView.Checkpoints checkpoints(String id) throws IOException, InterruptedException {
    JsonNode all = get("/jobs/" + id + "/checkpoints");
    JsonNode last = all.at("/latest/completed");
    int completed = 0;
    int failed = 0;
    for (JsonNode checkpoint : all.path("history")) {
      String status = checkpoint.path("status").asText();
      completed += status.equals("COMPLETED") ? 1 : 0;
      failed += status.equals("FAILED") ? 1 : 0;
    }
    return new JobView.Checkpoints(
        all.at("/counts/completed").asLong(),
        all.at("/counts/failed").asLong(),
        completed + failed,
        failed,
        all.at("/counts/restored").asLong(),
        last.isObject() ? checkpoint(last) : null);
  }

  private static JobView.Checkpoint checkpoint(JsonNode last) {
    return new JobView.Checkpoint(
        last.path("id").asLong(),
        last.path("latest_ack_timestamp").asLong(),
        last.path("end_to_end_duration").asLong(),
        last.path("state_size").asLong());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT).build();
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException(
          "no Flink answers at " + address + ": " + reason(e) + "; start it or mend the address",
          e);
    }
    JsonNode body = MAPPER.readTree(response.body());
    if (response.statusCode() != OK) {
      throw new IOException(
          "Flink at %s answers %s with %d: %s"
              .formatted(address, path, response.statusCode(), body.at("/errors/0").asText()));
    }
    return body;
  }

  private static String reason(IOException e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
