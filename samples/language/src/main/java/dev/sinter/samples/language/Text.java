package dev.sinter.samples.language;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.random.Generator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A text, and its characters as numbers in the order of the alphabet. */
public final class Text {
    private final int[] alphabet;
    private final Tensor characters;

    public Text(String text) {
        alphabet = text.chars().sorted().distinct().toArray();
        characters = encode(text).select(0, 0);
    }

    /** How many different characters there are. */
    public int characters() {
        return alphabet.length;
    }

    /** The numbers [1, T] of a text's characters. */
    public Tensor encode(String text) {
        return Sinter
                .tensor(new long[][]{text.chars().mapToLong(each -> Arrays.binarySearch(alphabet, each)).toArray()});
    }

    public String decode(Tensor numbers) {
        int[] text = LongStream.of(numbers.flatten().toLongArray()).mapToInt(each -> alphabet[(int) each]).toArray();
        return new String(text, 0, text.length);
    }

    /** Pieces [rows, length] from anywhere, and the characters [rows, length] that follow each of theirs. */
    public Batch batch(Generator generator, int rows, int length) {
        Tensor starts = Sinter.randint(generator, 0, characters.numel() - length, rows, 1);
        Tensor places = starts.add(Sinter.arange(length));
        return new Batch(List.of(characters.take(places), characters.take(places.add(1))), rows);
    }
}
