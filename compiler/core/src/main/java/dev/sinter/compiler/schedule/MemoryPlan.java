package dev.sinter.compiler.schedule;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives every value a slot. A value that is an output is computed where the caller wants it; a state's new value is computed into the state's
 * own array where no later step reads the old one; all others take turns in scratch slots, in place of a dying operand where each
 * point only reads its own element.
 */
final class MemoryPlan {
    /** A step whose slots are not all known yet: it reads nodes, or for a copy out of scratch the slot {@code source}. */
    private record Move(Kernel kernel, List<Node> operands, @Nullable Node value, @Nullable Integer source,
            @Nullable Integer target) {}

    /** A slot while it is being planned. */
    private static final class Place {
        final DType dtype;
        final Slot.Role role;
        final List<Dim> sizes = new ArrayList<>();
        final Source.@Nullable Constant constant;

        Place(DType dtype, Slot.Role role, Dim size, Source.@Nullable Constant constant) {
            this.dtype = dtype;
            this.role = role;
            this.constant = constant;
            sizes.add(size);
        }

        void hold(Dim size) {
            if (!sizes.contains(size)) {
                sizes.add(size);
            }
        }

        /** How badly a value of this size fits: 0 where one of this size was here, else the difference. */
        long misfit(Dim size) {
            if (sizes.contains(size)) {
                return 0;
            }
            return sizes.stream()
                    .mapToLong(own -> own.isConstant() && size.isConstant()
                            ? Math.abs(own.constant() - size.constant())
                            : Long.MAX_VALUE)
                    .min().orElseThrow();
        }
    }

    private final Graph graph;
    private final List<Move> moves = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<Node, Integer> homes = new HashMap<>();
    private final Map<Node, Integer> computedAt = new HashMap<>();
    private final Map<String, Integer> outputSlots = new LinkedHashMap<>();

    MemoryPlan(Graph graph, Map<Node, Form> forms) {
        this.graph = graph;
        forms.forEach((node, form) -> {
            computedAt.put(node, moves.size());
            moves.add(new Move(form.kernel(), form.operands(), node, null, null));
        });
    }

    Schedule plan(Set<String> state) {
        graph.inputs().forEach(input -> homes.put(input, open(input.type(), Slot.Role.INPUT, null)));
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Source.Constant constant && Fusion.isGiven(node)) {
                homes.put(node, open(node.type(), Slot.Role.CONSTANT, constant));
            }
        }
        placeOutputs();
        List<Step> steps = placeScratch();
        List<Slot> slots = places.stream().map(room -> new Slot(room.dtype, room.sizes, room.role,
                room.constant == null ? null : room.constant.literal())).toList();
        List<Port> inputs = graph.inputs().stream()
                .map(input -> new Port(id(input), input.type(), home(input), state.contains(id(input))))
                .toList();
        List<Port> outputs = graph.outputs().entrySet().stream()
                .map(output -> new Port(output.getKey(), output.getValue().type(),
                        java.util.Objects.requireNonNull(outputSlots.get(output.getKey())), false))
                .toList();
        List<Room> rooms = graph.requirements().stream()
                .map(required -> new Room(required.node().op().opName(), required.value())).distinct().toList();
        return new Schedule(graph.name(), slots, steps, inputs, outputs, rooms);
    }

    private static String id(Node input) {
        return ((Source.Input) input.op()).id();
    }

    private int home(Node node) {
        return java.util.Objects.requireNonNull(homes.get(node));
    }

    private int open(TensorType type, Slot.Role role, Source.@Nullable Constant constant) {
        places.add(new Place(type.dtype(), role, type.shape().numel(), constant));
        return places.size() - 1;
    }

    private void placeOutputs() {
        Map<String, Node> states = new HashMap<>();
        graph.inputs().forEach(input -> states.put(id(input), input));
        List<Move> copies = new ArrayList<>();
        Map<String, Node> changed = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> {
            Node state = states.get(name);
            if (state == null) {
                int slot = open(value.type(), Slot.Role.OUTPUT, null);
                outputSlots.put(name, slot);
                if (homes.containsKey(value)) {
                    copies.add(copy(value, slot));
                } else {
                    homes.put(value, slot);
                }
            } else {
                outputSlots.put(name, home(state));
                if (value != state) {
                    changed.put(name, value);
                }
            }
        });
        // Outputs are copied before any state changes, states that take another one's old value by way of scratch.
        moves.addAll(copies);
        List<Move> last = new ArrayList<>();
        changed.forEach((name, value) -> {
            Node state = java.util.Objects.requireNonNull(states.get(name));
            if (!homes.containsKey(value) && changesInPlace(value, state)) {
                homes.put(value, home(state));
            } else if (value.op() instanceof Source.Input) {
                int scratch = open(value.type(), Slot.Role.SCRATCH, null);
                moves.add(copy(value, scratch));
                last.add(new Move(copyOf(value.type()), List.of(), null, scratch, home(state)));
            } else {
                last.add(copy(value, home(state)));
            }
        });
        moves.addAll(last);
    }

    private static Move copy(Node value, int target) {
        return new Move(copyOf(value.type()), List.of(value), null, null, target);
    }

    private static Kernel copyOf(TensorType type) {
        List<Read> reads = List.of(new Read(0, Kernel.coordinates(type.shape().rank())));
        return Kernel.map(List.of(type), type, reads, new Expr.Arg(0, type.dtype()));
    }

    /** Whether {@code value} can be computed into {@code state}'s array: no later step reads the old state, and its own step does so point by point. */
    private boolean changesInPlace(Node value, Node state) {
        Integer step = computedAt.get(value);
        if (step == null) {
            return false;
        }
        for (int i = step + 1; i < moves.size(); i++) {
            if (moves.get(i).operands().contains(state)) {
                return false;
            }
        }
        Move move = moves.get(step);
        int operand = move.operands().indexOf(state);
        return operand < 0 || isPointByPoint(move.kernel(), operand);
    }

    /** Whether each point reads of the operand only the element that it writes, so that one array can serve for both. */
    private static boolean isPointByPoint(Kernel kernel, int operand) {
        if (kernel.write().isUpdate()) {
            return kernel.write().base() == operand
                    && kernel.reads().stream().noneMatch(read -> read.operand() == operand);
        }
        Dim written = kernel.offset(kernel.write());
        return kernel.fold() == null
                && kernel.reads().stream()
                        .filter(read -> read.operand() == operand)
                        .allMatch(read -> read.guards().isEmpty() && kernel.offset(read).equals(written));
    }

    private List<Step> placeScratch() {
        Map<Node, Integer> lastRead = new HashMap<>();
        for (int i = 0; i < moves.size(); i++) {
            for (Node operand : moves.get(i).operands()) {
                lastRead.put(operand, i);
            }
        }
        List<Integer> free = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            int at = i;
            List<Node> dying = move.operands().stream()
                    .filter(node -> computedAt.containsKey(node) && lastRead.getOrDefault(node, -1) == at).toList();
            int target = target(move, dying, free);
            List<Integer> operands = move.source() != null
                    ? List.of(move.source())
                    : move.operands().stream().map(this::home).toList();
            steps.add(new Step(move.kernel(), operands, target));
            for (Node node : dying) {
                int slot = home(node);
                if (slot != target && places.get(slot).role == Slot.Role.SCRATCH && !free.contains(slot)) {
                    free.add(slot);
                }
            }
        }
        return steps;
    }

    private int target(Move move, List<Node> dying, List<Integer> free) {
        if (move.target() != null) {
            return move.target();
        }
        Node value = java.util.Objects.requireNonNull(move.value());
        Integer home = homes.get(value);
        if (home != null) {
            return home;
        }
        TensorType type = value.type();
        for (Node node : dying) {
            int operand = move.operands().indexOf(node);
            boolean fits = places.get(home(node)).role == Slot.Role.SCRATCH
                    && node.type().dtype() == type.dtype()
                    && node.shape().numel().equals(type.shape().numel());
            if (fits && isPointByPoint(move.kernel(), operand)) {
                homes.put(value, home(node));
                return home(node);
            }
        }
        int slot = take(type, free);
        homes.put(value, slot);
        return slot;
    }

    /** The best fitting free slot, or a new one where none fits within a factor of two. */
    private int take(TensorType type, List<Integer> free) {
        Dim size = type.shape().numel();
        Integer best = free.stream()
                .filter(slot -> places.get(slot).dtype == type.dtype())
                .min((a, b) -> Long.compare(places.get(a).misfit(size), places.get(b).misfit(size)))
                .orElse(null);
        if (best == null || places.get(best).misfit(size) > (size.isConstant() ? size.constant() : 0)) {
            return open(type, Slot.Role.SCRATCH, null);
        }
        free.remove((Object) best);
        places.get(best).hold(size);
        return best;
    }
}
