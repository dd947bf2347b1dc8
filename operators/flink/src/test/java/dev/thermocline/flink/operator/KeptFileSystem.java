package dev.thermocline.flink.operator;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Files of this machine under a scheme of their own, as a file system plugin's would be. */
public final class KeptFileSystem extends LocalFileSystem {
  static final String SCHEME = "kept";

  private static final URI ROOT = URI.create(SCHEME + ":///");

  @Override
  public URI getUri() {
    return ROOT;
  }

  /** Found by Flink among the services of the class path. */
  public static final class Factory implements FileSystemFactory {

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new KeptFileSystem();
    }
  }
}
