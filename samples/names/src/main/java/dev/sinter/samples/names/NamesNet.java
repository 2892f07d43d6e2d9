package dev.sinter.samples.names;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Embedding;
import dev.sinter.nn.GRU;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Recurrent;
import dev.sinter.random.Generator;

/** Guesses each letter of a name from those before it: letters [N, T] as numbers to logits [N, T, {@link Names#LETTERS}]. */
public final class NamesNet extends Module {
    private final Embedding embedding;
    private final GRU gru;
    private final Linear head;

    public NamesNet(long hidden) {
        embedding = new Embedding(Names.LETTERS, 16);
        gru = new GRU(16, hidden, Recurrent.Options.DEFAULT.batchFirst(true));
        head = new Linear(hidden, Names.LETTERS);
    }

    @Override
    public Tensor forward(Tensor letters) {
        return head.call(gru.call(embedding.call(letters)));
    }

    /** A new name, letter by letter until one is the end, each drawn by the probabilities that the network gives it. */
    public String invent(Generator generator) {
        StringBuilder name = new StringBuilder();
        try (var _ = Sinter.noGrad()) {
            long letter = Names.END;
            GRU.Result last = null;
            while (name.length() < Names.LONGEST) {
                Tensor x = embedding.call(Sinter.tensor(new long[][]{{letter}}));
                last = last == null ? gru.run(x) : gru.run(x, last.hidden());
                Tensor logits = head.call(last.output()).flatten();
                letter = Sinter.multinomial(generator, logits.softmax(0), 1, true).itemLong();
                if (letter == Names.END) {
                    break;
                }
                name.append(Names.letter(letter));
            }
        }
        return name.toString();
    }
}
