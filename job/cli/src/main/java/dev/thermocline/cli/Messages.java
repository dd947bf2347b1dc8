package dev.thermocline.cli;

import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** What went wrong: in one line, or a line for each of a job's options at fault. */
final class Messages {

  private Messages() {}

  /**
   * The lines for a failure.
   *
   * @param action what was being done, such as the command's name
   */
  static List<String> lines(String action, Throwable failure) {
    @Nullable Throwable refused =
        failure instanceof ParameterException ? failure.getCause() : failure;
    return refused instanceof InvalidOptionsException options
        ? options.faults().stream().map(OptionFault::toString).toList()
        : List.of(oneLine(action, failure));
  }

  private static String oneLine(String action, Throwable failure) {
    Throwable told = failure instanceof UncheckedIOException e ? e.getCause() : failure;
    if (told instanceof FileSystemException e) {
      return collapse(action + " cannot use " + e.getFile() + ": " + reason(e));
    }
    if (failure instanceof OutOfMemoryError) {
      return collapse(
          action + " needs more memory: " + failure.getMessage() + "; raise THERMOCLINE_HEAP");
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank() || failure instanceof Error) {
      return collapse(failure.toString());
    }
    return collapse(message);
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already and is not what is needed there";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    return failure.getReason() == null ? failure.toString() : failure.getReason();
  }

  private static String collapse(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
