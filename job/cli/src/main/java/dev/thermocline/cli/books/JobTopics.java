package dev.thermocline.cli.books;

import org.jspecify.annotations.Nullable;

/**
 * The topics of a job.
 *
 * @param input where requests come from
 * @param output where predictions go
 * @param deadLetters where records without an answer go; null = they are not looked at
 */
public record JobTopics(String input, String output, @Nullable String deadLetters) {}
