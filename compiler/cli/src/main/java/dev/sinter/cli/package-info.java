/**
 * The command line: demo, compile, run, explain, diff, doctor, fuzz. Read {@link dev.sinter.cli.Main} first.
 *
 * <p>It may import everything, and is the only user of picocli.
 */
@NullMarked
package dev.sinter.cli;

import org.jspecify.annotations.NullMarked;
