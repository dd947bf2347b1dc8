/** JMH benchmarks of the operators; each class states its question, command and blind spots. */
@NullMarked
package dev.thermocline.benchmarks;

import org.jspecify.annotations.NullMarked;
