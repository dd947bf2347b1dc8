/** Embedded broker, MiniCluster and open-loop replay: the whole job on one machine, measured. */
@NullMarked
package dev.thermocline.cli.demo;

import org.jspecify.annotations.NullMarked;
