package dev.sinter.samples.language;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Embedding;
import dev.sinter.nn.Functional;
import dev.sinter.nn.LayerNorm;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.random.Generator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Guesses each character from those before it: characters [N, T] as numbers to logits [N, T, characters]. */
public final class LanguageModel extends Module {
    private final Embedding tokens;
    private final Embedding positions;
    private final List<Block> blocks;
    private final LayerNorm norm;
    private final Linear head;
    private final transient int window;

    /**
     * A model that has learnt nothing yet.
     *
     * @param characters how many different ones there are
     * @param window     how many characters it sees at once
     */
    public LanguageModel(int characters, int window, int size, int heads, int layers) {
        this.window = window;
        tokens = new Embedding(characters, size);
        positions = new Embedding(window, size);
        blocks = IntStream.range(0, layers).mapToObj(_ -> new Block(size, heads)).toList();
        norm = new LayerNorm(size);
        head = new Linear(size, characters);
    }

    public int window() {
        return window;
    }

    @Override
    public Tensor forward(Tensor characters) {
        Tensor x = tokens.call(characters).add(positions.call(Functional.positions(characters.dim(1))));
        for (Block block : blocks) {
            x = block.call(x);
        }
        return head.call(norm.call(x));
    }

    /** The parameters that are matrices, or those that are not: weight decay is for matrices only. */
    Map<String, Parameter> parameters(boolean matrices) {
        Map<String, Parameter> chosen = new LinkedHashMap<>(namedParameters());
        chosen.values().removeIf(parameter -> matrices != parameter.rank() > 1);
        return chosen;
    }

    /**
     * The characters [1, T] with {@code count} more, each drawn by the probabilities that the model gives it, among the {@code most} most
     * probable. The lengths grow, and the programs of the first few lengths make way for one that serves all.
     */
    public Tensor continued(Tensor characters, int count, int most, Generator generator) {
        Tensor all = characters;
        try (var _ = Sinter.noGrad()) {
            for (int i = 0; i < count; i++) {
                long length = all.size(1);
                Tensor logits = call(all.slice(1, Math.max(0, length - window), length)).select(1, -1).div(0.8);
                Tensor least = logits.topk(most).values().select(1, -1).unsqueeze(1);
                Tensor likely = logits.maskedFill(logits.lt(least), Double.NEGATIVE_INFINITY).softmax(-1);
                all = Sinter.cat(List.of(all, Sinter.multinomial(generator, likely, 1, true)), 1);
            }
        }
        return all;
    }
}
