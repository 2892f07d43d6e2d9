package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;

/**
 * A name and a function from graph to graph, without state. To write one:
 * <ol>
 *   <li>state it as {@link Rule}s where possible and end with {@link Rewrite#fixpoint};
 *   <li>ask {@link Changes#allow} before every change that is not a rule's;
 *   <li>give the graph itself back where nothing changes, so that {@code ==} tells;
 *   <li>add one line to {@link Pipeline#standard} and a test of two texts, before and after.
 * </ol>
 */
public interface Pass {
    /** The word for it in debug switches, dumps and reports: lower case. */
    String name();

    /** A graph with the same name, inputs and output types that computes the same bits, or the graph itself. */
    Graph run(Graph graph, Changes changes);

    /** As {@link #run(Graph, Changes)}, allowing every change. */
    default Graph run(Graph graph) {
        return run(graph, new Changes());
    }
}
