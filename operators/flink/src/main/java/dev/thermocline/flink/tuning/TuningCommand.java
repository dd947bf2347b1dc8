package dev.thermocline.flink.tuning;

/**
 * One command of the control stream, the operator's second input; the operator takes none yet.
 *
 * @param id identifies the command in answers
 * @param setting what to change
 * @param value the new value, as text
 * @param issuer who asked
 */
public record TuningCommand(String id, String setting, String value, String issuer) {}
