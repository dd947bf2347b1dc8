/** The accounts: what came out of a job against what went in, from its topics alone. */
@NullMarked
package dev.thermocline.cli.books;

import org.jspecify.annotations.NullMarked;
