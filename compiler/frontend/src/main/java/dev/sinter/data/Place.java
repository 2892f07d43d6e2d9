package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a loader stands in the round that was begun last: how many batches it has given, and what the round's order was drawn from. The
 * order itself, long for large datasets, is drawn again.
 */
final class Place implements Stateful {
    private final @Nullable Generator order;
    private final IntSupplier batches;
    /** The generator's state before the round's order was drawn; null before the first round. */
    private int @Nullable [] round;
    private int given;
    private boolean isResumed;

    /** @param batches how many batches a round has */
    Place(@Nullable Generator order, IntSupplier batches) {
        this.order = order;
        this.batches = batches;
    }

    /** The examples in the order of a new round, or of the one that was loaded. */
    int[] begin(int size) {
        int[] examples = new int[size];
        if (order == null) {
            Arrays.setAll(examples, i -> i);
        } else {
            int[] loaded = round;
            Generator from = order;
            if (isResumed && loaded != null) {
                from = new Generator();
                from.restore(loaded);
            } else {
                round = order.state();
            }
            long[] drawn = from.permutation(size);
            Arrays.setAll(examples, i -> (int) drawn[i]);
        }
        given = isResumed ? given : 0;
        isResumed = false;
        return examples;
    }

    int given() {
        return given;
    }

    void give(int count) {
        given = count;
    }

    @Override
    public Map<String, Tensor> stateDict() {
        boolean isWithin = given > 0 && given < batches.getAsInt();
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("given", Sinter.tensor(new long[]{isWithin ? given : 0}));
        if (order != null) {
            int[] now = order.state();
            int[] begun = round;
            state.put("round", Sinter.tensor(isWithin && begun != null ? begun : now));
            state.put("order", Sinter.tensor(now));
        }
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Tensor> saved) {
        if (!saved.keySet().equals(stateDict().keySet())) {
            throw new Diagnostic(
                    "loadStateDict of DataLoader: the keys are " + saved.keySet().stream().sorted().toList()
                            + ", but " + stateDict().keySet().stream().sorted().toList()
                            + " are needed; was one shuffled and the other not?");
        }
        long count = Objects.requireNonNull(saved.get("given")).reshape(1).toLongArray()[0];
        if (count < 0 || count >= Math.max(1, batches.getAsInt())) {
            throw new Diagnostic("loadStateDict of DataLoader: " + count + " batches were given, but a round has "
                    + batches.getAsInt() + "; is it the same data, in batches of the same size?");
        }
        if (order != null) {
            int[] begun = Objects.requireNonNull(saved.get("round")).toIntArray();
            new Generator().restore(begun);
            order.restore(Objects.requireNonNull(saved.get("order")).toIntArray());
            round = begun;
        }
        given = (int) count;
        isResumed = count > 0;
    }
}
