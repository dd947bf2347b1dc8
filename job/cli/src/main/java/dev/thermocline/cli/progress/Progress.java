package dev.thermocline.cli.progress;

/** Where long work says how far it is. */
public interface Progress {

  /**
   * Reports the state of a phase; a new name begins a new phase.
   *
   * @param phase what is being done
   * @param done units done
   * @param total units there are
   */
  void report(String phase, long done, long total);

  /** Says one thing that has happened. */
  void say(String message);
}
