/**
 * The command line: compile, run, explain, demo, diff, doctor.
 *
 * <p>The only user of picocli.
 */
@NullMarked
package dev.sinter.cli;

import org.jspecify.annotations.NullMarked;
