package dev.thermocline.engine.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * The directory at the end of a zip file, read before the file is given to {@code java.util.zip},
 * which keeps all of it in memory and does not tell links from files.
 *
 * <p>Nothing may stand behind the directory, so that every reader finds the same one. Source:
 * APPNOTE.TXT of PKWARE, 4.3.12 to 4.3.16.
 */
final class ZipDirectory {

  /** Most files and folders. */
  static final int MOST_ENTRIES = 1_000;

  private static final int MOST_BYTES = 1 << 20;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int SHORT = 0xFFFF;
  private static final long INT = 0xFFFF_FFFFL;

  private final FileChannel channel;

  private ZipDirectory(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * A file, folder or other thing that the directory names.
   *
   * @param unixType upper four bits of its mode on Unix: 8 file, 4 folder, 10 link, 0 unknown
   */
  record Entry(String name, int unixType, boolean encrypted) {
    private static final int FOLDER = 4;
    private static final int FILE = 8;

    boolean isFolder() {
      return name.endsWith("/");
    }

    /** Whether it is a link, a device or the like. */
    boolean isSpecial() {
      return unixType != 0 && unixType != (isFolder() ? FOLDER : FILE);
    }
  }

  /**
   * What a zip file holds, in the directory's order.
   *
   * @throws ZipException if it is no zip file of at most {@link #MOST_ENTRIES} entries and 4 GiB
   */
  static List<Entry> read(Path zip) throws IOException {
    try (FileChannel channel = FileChannel.open(zip)) {
      return new ZipDirectory(channel).entries();
    }
  }

  private List<Entry> entries() throws IOException {
    long endAt = channel.size() - END_BYTES;
    if (endAt < 0) {
      throw new ZipException("it is too short for a zip file");
    }
    ByteBuffer end = bytes(endAt, END_BYTES);
    if (end.getInt(0) != END || end.getShort(20) != 0) {
      throw new ZipException("it does not end as a zip file does: truncated, or with a comment");
    }
    int count = end.getShort(10) & SHORT;
    long size = end.getInt(12) & INT;
    long start = end.getInt(16) & INT;
    if (count == SHORT || size == INT || start == INT || has64(endAt)) {
      throw new ZipException("it is a zip64 file; allowed are zip files below 4 GiB");
    }
    if (count > MOST_ENTRIES || size > MOST_BYTES) {
      throw new ZipException(
          "it names "
              + count
              + " entries in "
              + size
              + " bytes; allowed are at most "
              + MOST_ENTRIES
              + " in "
              + MOST_BYTES);
    }
    if (start + size != endAt) {
      throw new ZipException("its directory is not where its end says: truncated or altered");
    }
    return entries(bytes(start, (int) size), count);
  }

  private boolean has64(long endAt) throws IOException {
    return endAt >= LOCATOR_64_BYTES
        && bytes(endAt - LOCATOR_64_BYTES, LOCATOR_64_BYTES).getInt(0) == LOCATOR_64;
  }

  private static List<Entry> entries(ByteBuffer directory, int count) throws ZipException {
    List<Entry> entries = new ArrayList<>(count);
    int at = 0;
    while (at < directory.limit()) {
      if (directory.limit() - at < HEADER_BYTES || directory.getInt(at) != HEADER) {
        throw new ZipException("its directory is damaged at byte " + at);
      }
      int name = directory.getShort(at + 28) & SHORT;
      int extra = directory.getShort(at + 30) & SHORT;
      int comment = directory.getShort(at + 32) & SHORT;
      int next = at + HEADER_BYTES + name + extra + comment;
      if (next > directory.limit()) {
        throw new ZipException("its directory is damaged at byte " + at);
      }
      boolean encrypted = (directory.getShort(at + 8) & 1) != 0;
      int unixType = directory.getInt(at + 38) >>> 28;
      entries.add(new Entry(name(directory, at + HEADER_BYTES, name), unixType, encrypted));
      at = next;
    }
    if (entries.size() != count) {
      throw new ZipException(
          "its directory names " + entries.size() + " entries, its end " + count);
    }
    return entries;
  }

  private static String name(ByteBuffer directory, int at, int length) throws ZipException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(directory.slice(at, length)).toString();
    } catch (CharacterCodingException e) {
      throw new ZipException("the name at byte " + at + " of its directory is not UTF-8");
    }
  }

  private ByteBuffer bytes(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("the file ends while it is read");
      }
    }
    return bytes.flip();
  }
}
