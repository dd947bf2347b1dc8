package dev.thermocline.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What this process logs at INFO and above while this is open; none of it is printed. */
final class WholeLog extends AbstractAppender implements AutoCloseable {
  private final Logger root = (Logger) LogManager.getRootLogger();
  private final Level before = root.getLevel();
  private final Map<String, Appender> others = Map.copyOf(root.getAppenders());
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private WholeLog() {
    super("whole log", null, null, true, Property.EMPTY_ARRAY);
  }

  /** Starts to listen. */
  static WholeLog open() {
    WholeLog log = new WholeLog();
    log.start();
    log.others.values().forEach(log.root::removeAppender);
    log.root.addAppender(log);
    Configurator.setRootLevel(Level.INFO);
    return log;
  }

  /** What was said so far, with the exceptions it was said of. */
  List<String> lines() {
    return new ArrayList<>(lines);
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
  }

  @Override
  public void close() {
    Configurator.setRootLevel(before);
    root.removeAppender(this);
    others.values().forEach(root::addAppender);
    stop();
  }
}
