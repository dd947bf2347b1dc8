package dev.thermocline.engine.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zip files that no packer writes: good ones whose directory is changed afterwards. */
final class CraftedZip {
  private static final int HEADER = 0x02014b50;
  private static final int FLAGS = 8;
  private static final int ATTRIBUTES = 38;
  private static final int NAME = 46;

  private CraftedZip() {}

  /** A zip file with a manifest that says nothing and these entries, each holding its name. */
  static Path of(Path zip, String... entries) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      add(out, BundleFormat.MANIFEST);
      for (String entry : entries) {
        add(out, entry);
      }
    }
    return zip;
  }

  private static void add(ZipOutputStream out, String entry) throws IOException {
    out.putNextEntry(new ZipEntry(entry));
    if (!entry.endsWith("/")) {
      out.write(entry.getBytes(StandardCharsets.UTF_8));
    }
    out.closeEntry();
  }

  /** Makes an entry something else than a file, by the mode it has on Unix. */
  static void mode(Path zip, String entry, int octal) throws IOException {
    ByteBuffer bytes = read(zip);
    bytes.putInt(header(bytes, entry) + ATTRIBUTES, octal << 16);
    Files.write(zip, bytes.array());
  }

  static void encrypt(Path zip, String entry) throws IOException {
    ByteBuffer bytes = read(zip);
    bytes.putShort(header(bytes, entry) + FLAGS, (short) 1);
    Files.write(zip, bytes.array());
  }

  /** Gives an entry the name of another, of the same length. */
  static void rename(Path zip, String entry, String other) throws IOException {
    ByteBuffer bytes = read(zip);
    bytes.put(header(bytes, entry) + NAME, other.getBytes(StandardCharsets.UTF_8));
    Files.write(zip, bytes.array());
  }

  private static ByteBuffer read(Path zip) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int header(ByteBuffer bytes, String entry) {
    byte[] name = entry.getBytes(StandardCharsets.UTF_8);
    for (int at = bytes.limit() - NAME - name.length; at >= 0; at--) {
      if (bytes.getInt(at) == HEADER
          && bytes.slice(at + NAME, name.length).equals(ByteBuffer.wrap(name))) {
        return at;
      }
    }
    throw new IllegalArgumentException("no entry " + entry);
  }
}
