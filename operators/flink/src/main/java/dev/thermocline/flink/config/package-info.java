/** Every job option, its validator, and the typed settings the operator runs with. */
@NullMarked
package dev.thermocline.flink.config;

import org.jspecify.annotations.NullMarked;
