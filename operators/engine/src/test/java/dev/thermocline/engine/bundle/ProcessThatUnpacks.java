package dev.thermocline.engine.bundle;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a bundle through a cache once a line comes in, and prints its id. */
final class ProcessThatUnpacks {
  static final String READY = "ready";

  private ProcessThatUnpacks() {}

  /**
   * Runs it.
   *
   * @param args directory of the cache, zip file
   */
  public static void main(String[] args) throws Exception {
    System.out.println(READY);
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    Path zip = Path.of(args[1]);
    System.out.println(new BundleCache(Path.of(args[0])).archive(zip, zip.toString()).id());
  }
}
