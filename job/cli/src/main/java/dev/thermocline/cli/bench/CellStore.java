package dev.thermocline.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The finished cells of a benchmark, one compressed CSV file each: a first line with what was run,
 * as JSON, then a line per record. A file is there whole or not at all.
 */
final class CellStore {

  private static final String HEADER =
      "due_ms,available_ms,late_ms,example,age_ms,rung,layers,agrees,right";
  private static final String SUFFIX = ".csv.gz";
  private static final int COLUMNS = 9;
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final Path directory;

  /** Cells below a directory, which need not be there. */
  CellStore(Path directory) {
    this.directory = directory;
  }

  private Path file(BenchTrace trace, Contender contender, long sloMs) {
    Lineup.Lap lap = new Lineup.Lap(contender, Duration.ofMillis(sloMs));
    return directory.resolve(trace.toString()).resolve(lap + SUFFIX);
  }

  private Path unfinished(BenchTrace trace) {
    return directory.resolve(trace.toString()).resolve("unfinished");
  }

  /**
   * The runs of a trace that are not there, and those whose sitting ended before it had run all
   * that it was to run back to back.
   */
  List<Lineup.Lap> missing(BenchTrace trace, List<Lineup.Lap> wanted) throws IOException {
    Set<String> begun = begun(trace);
    return wanted.stream()
        .filter(
            lap ->
                begun.contains(lap.toString())
                    || !has(trace, lap.contender(), lap.slo().toMillis()))
        .toList();
  }

  private Set<String> begun(BenchTrace trace) throws IOException {
    Path file = unfinished(trace);
    return Files.isRegularFile(file)
        ? new LinkedHashSet<>(Files.readAllLines(file))
        : new LinkedHashSet<>();
  }

  /** Notes what is to be run back to back; none of it counts as finished before {@link #end}. */
  void begin(BenchTrace trace, List<Lineup.Lap> laps) throws IOException {
    Set<String> begun = begun(trace);
    laps.forEach(lap -> begun.add(lap.toString()));
    note(trace, begun);
  }

  /** Notes that all of it has been run. */
  void end(BenchTrace trace, List<Lineup.Lap> laps) throws IOException {
    Set<String> begun = begun(trace);
    laps.forEach(lap -> begun.remove(lap.toString()));
    note(trace, begun);
  }

  private void note(BenchTrace trace, Set<String> begun) throws IOException {
    Path file = unfinished(trace);
    if (begun.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      WholeFile.write(file, String.join("\n", begun) + "\n");
    }
  }

  /** The pace that the load of a trace's finished runs is scaled to; empty without any. */
  OptionalDouble pace(BenchTrace trace) throws IOException {
    Set<String> begun = begun(trace);
    for (Path file : files(trace)) {
      String lap = file.getFileName().toString().replace(SUFFIX, "");
      if (!begun.contains(lap)) {
        return OptionalDouble.of(run(file).pace());
      }
    }
    return OptionalDouble.empty();
  }

  private List<Path> files(BenchTrace trace) throws IOException {
    Path cells = directory.resolve(trace.toString());
    if (!Files.isDirectory(cells)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cells)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** Whether that cell is finished. */
  boolean has(BenchTrace trace, Contender contender, long sloMs) {
    return Files.isRegularFile(file(trace, contender, sloMs));
  }

  /** Keeps a cell. */
  void write(BenchTrace trace, Contender contender, long sloMs, Cell cell) throws IOException {
    WholeFile.write(file(trace, contender, sloMs), out -> write(cell, out));
  }

  private static void write(Cell cell, OutputStream whole) throws IOException {
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(whole), StandardCharsets.UTF_8))) {
      out.write(MAPPER.writeValueAsString(cell.run()) + "\n" + HEADER + "\n");
      for (int i = 0; i < cell.records().size(); i++) {
        out.write(line(cell.records(), i) + "\n");
      }
    }
  }

  private static String line(Cell.Columns records, int i) {
    return String.join(
        ",",
        String.valueOf(records.dueMs()[i]),
        String.valueOf(records.availableMs()[i]),
        String.valueOf(records.lateMs()[i]),
        String.valueOf(records.example()[i]),
        String.valueOf(records.ageMs()[i]),
        String.valueOf(records.rung()[i]),
        String.valueOf(records.layers()[i]),
        records.agrees()[i] ? "1" : "0",
        String.valueOf(records.right()[i]));
  }

  /** What was run in a finished cell. */
  Cell.Run run(BenchTrace trace, Contender contender, long sloMs) throws IOException {
    return run(file(trace, contender, sloMs));
  }

  private static Cell.Run run(Path file) throws IOException {
    try (BufferedReader in = reader(file)) {
      return MAPPER.readValue(String.valueOf(in.readLine()), Cell.Run.class);
    }
  }

  private static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  /**
   * A finished cell.
   *
   * @throws IOException when it is not there, cannot be read, or is not one of these
   */
  Cell finished(BenchTrace trace, Contender contender, long sloMs) throws IOException {
    Path file = file(trace, contender, sloMs);
    try (BufferedReader in = reader(file)) {
      Cell.Run run = MAPPER.readValue(String.valueOf(in.readLine()), Cell.Run.class);
      if (!HEADER.equals(in.readLine())) {
        throw new IOException(file + " line 2 is not '" + HEADER + "'; remove the file");
      }
      List<String[]> lines = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] fields = line.split(",");
        if (fields.length != COLUMNS) {
          throw new IOException(
              file
                  + " line "
                  + (lines.size() + 3)
                  + " has not "
                  + COLUMNS
                  + " columns; remove the file");
        }
        lines.add(fields);
      }
      return new Cell(run, columns(lines));
    }
  }

  private static Cell.Columns columns(List<String[]> lines) {
    Cell.Columns columns = Cell.Columns.of(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i);
      columns.dueMs()[i] = Double.parseDouble(fields[0]);
      columns.availableMs()[i] = Double.parseDouble(fields[1]);
      columns.lateMs()[i] = Double.parseDouble(fields[2]);
      columns.example()[i] = Integer.parseInt(fields[3]);
      columns.ageMs()[i] = Double.parseDouble(fields[4]);
      columns.rung()[i] = Integer.parseInt(fields[5]);
      columns.layers()[i] = Double.parseDouble(fields[6]);
      columns.agrees()[i] = fields[7].equals("1");
      columns.right()[i] = Integer.parseInt(fields[8]);
    }
    return columns;
  }
}
