/**
 * Checks that a graph keeps its own rules: names, types, order, and symbols that the inputs determine.
 *
 * <p>{@link dev.sinter.ir.verify.Verifier} is a table of rules, each a sentence and a check; its head is the place to read first. The
 * pipeline asks it before and after every pass, so that a pass that breaks a graph is found there and not three stages later. A new rule is
 * a line in the table and a test that breaks it. The other rules of a graph, such as which shapes an op takes, are the op's own and hold
 * from the moment a node is made.
 *
 * <p>It may import the graph only.
 */
@NullMarked
package dev.sinter.ir.verify;

import org.jspecify.annotations.NullMarked;
