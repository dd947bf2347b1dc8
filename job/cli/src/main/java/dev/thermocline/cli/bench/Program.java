package dev.thermocline.cli.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which program runs: its own jars by what is in them, not by when they were packed, Java's version
 * and the settings of the virtual machine. Two builds of one version differ when their code does.
 */
final class Program {

  private static final String PREFIX = "thermocline-";
  private static final String JAR = ".jar";
  private static final int SHORT = 12;

  /** Says when, where and as which version a jar was packed, not what it does. */
  private static final List<String> STAMPS = List.of("META-INF/MANIFEST.MF", "META-INF/maven/");

  private Program() {}

  /** The digest of this one. */
  static String digest() throws IOException {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    return digest(
        classPath,
        Runtime.version().toString(),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /**
   * The digest of a program.
   *
   * @param classPath its jars, in any order; others than its own are passed over
   * @param java version of Java
   * @param arguments of the virtual machine; those that set neither its heap nor its tuning are
   *     passed over
   * @return {@code sha256:} and 64 hex digits; with {@code unpackaged-} before it where the program
   *     runs from other than jars, so that its code cannot be told
   */
  static String digest(List<Path> classPath, String java, List<String> arguments)
      throws IOException {
    List<String> lines = new ArrayList<>();
    boolean packaged = false;
    for (Path jar : classPath) {
      if (isOwn(jar)) {
        packaged = true;
        addEntries(lines, jar);
      }
    }
    Collections.sort(lines);
    lines.add("java " + java);
    arguments.stream()
        .filter(argument -> argument.startsWith("-XX:") || argument.startsWith("-Xmx"))
        .forEach(argument -> lines.add("argument " + argument));
    return (packaged ? "" : "unpackaged-") + "sha256:" + sha256(String.join("\n", lines));
  }

  /** A digest as reports show it. */
  static String shortened(String digest) {
    int from = digest.indexOf(':') + 1;
    return digest.substring(0, Math.min(from + SHORT, digest.length()));
  }

  private static boolean isOwn(Path jar) {
    Path name = jar.getFileName();
    return name != null
        && name.toString().startsWith(PREFIX)
        && name.toString().endsWith(JAR)
        && Files.isRegularFile(jar);
  }

  private static void addEntries(List<String> lines, Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .filter(entry -> STAMPS.stream().noneMatch(entry.getName()::startsWith))
          .forEach(entry -> lines.add(line(jar, entry)));
    }
  }

  private static String line(Path jar, ZipEntry entry) {
    return String.format(
        Locale.ROOT, "%s %s %08x", jar.getFileName(), entry.getName(), entry.getCrc());
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
