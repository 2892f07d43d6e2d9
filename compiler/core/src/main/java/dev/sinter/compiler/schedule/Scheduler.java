package dev.sinter.compiler.schedule;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import java.util.Map;
import java.util.Set;

/** Turns a graph into a {@link Schedule}: fuses, orders the kernels, and gives every value a slot. */
public final class Scheduler {
    private final boolean fuse;

    private Scheduler(boolean fuse) {
        this.fuse = fuse;
    }

    /** The scheduler that fuses. */
    public static Scheduler fusing() {
        return new Scheduler(true);
    }

    /** The scheduler that gives each op a kernel of its own: what fusion is compared with. */
    public static Scheduler plain() {
        return new Scheduler(false);
    }

    /** The schedule of a verified graph whose inputs all come with each call. */
    public Schedule schedule(Graph graph) {
        return schedule(graph, Set.of());
    }

    /**
     * The schedule of a verified graph.
     *
     * @param state the names of inputs that are kept between calls; names that the graph does not have mean nothing
     * @throws dev.sinter.ir.Diagnostic where an array or a loop has more elements than an int can count
     */
    public Schedule schedule(Graph graph, Set<String> state) {
        return schedule(graph, state, true);
    }

    /** As {@link #schedule(Graph, Set)}, of a round of a control op: what it overwrites need not outlive a call that fails. */
    Schedule round(Graph graph) {
        return schedule(graph, Set.of(), false);
    }

    private Schedule schedule(Graph graph, Set<String> state, boolean keepsStates) {
        Limits.requireCountable(graph);
        Fusion fusion = new Fusion(graph, fuse);
        Map<Node, Form> forms = fusion.run();
        Limits limits = new Limits(graph, forms);
        return new MemoryPlan(this, graph, forms, fusion.controls(), keepsStates).plan(state, limits.rooms());
    }
}
