package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.ir.text.ParseException;
import dev.sinter.ir.text.Parser;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Graphs whose texts differ in numbers only, as those of a loop in which a sequence grows. From a few of them follows one with symbols in
 * the places of sizes, whose program serves them all.
 *
 * <p>Each number that differs is guessed to be a sum, such as {@code N+1}, or a product of sizes of inputs. A wrong guess does no harm:
 * the graph is parsed, which checks every type, and its program is used only for graphs whose text is that graph's with numbers for its
 * symbols.
 */
final class Family {
    /** From so many graphs another one with symbols is made; a last batch that is smaller is only the second. */
    private static final int EXAMPLES = 3;
    /** How often it is tried. */
    private static final int ATTEMPTS = 4;
    /** Whole numbers that a double holds, but those in names. */
    private static final Pattern NUMBER = Pattern
            .compile("(?<![\\w.%@$+-])(?!-0)-?\\d{1,15}(?:\\.0(?![\\dE]))?(?![\\w.])");
    private static final Pattern SIZE_AS_NUMBER = Pattern
            .compile("(?m)^ *%(\\w+): (\\w+)\\[] = constant \\{value=<([^>]*)>}$");

    private final List<Member> examples = new ArrayList<>();
    private final List<General> generals = new ArrayList<>();
    private int attempts;

    /** A graph's text: what stands between its numbers, and the numbers. */
    record Member(List<String> words, List<String> texts, double[] numbers) {
        static Member of(String text) {
            List<String> words = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            Matcher matcher = NUMBER.matcher(text);
            int from = 0;
            while (matcher.find()) {
                words.add(text.substring(from, matcher.start()));
                texts.add(matcher.group());
                from = matcher.end();
            }
            words.add(text.substring(from));
            return new Member(words, texts, texts.stream().mapToDouble(Double::parseDouble).toArray());
        }

        /** The number of numbers in the types of the inputs. */
        int inputSizes() {
            int at = 0;
            while (at < numbers.length && words.get(at).indexOf('{') < 0) {
                at++;
            }
            return at;
        }
    }

    /** A number times the product of the sizes at some places of the texts, plus a number, plus perhaps the size at another place. */
    record Guess(double scale, List<Integer> places, double offset, List<Integer> more) {
        double at(double[] numbers) {
            double product = scale;
            for (int place : places) {
                product *= numbers[place];
            }
            return product + offset + rest(numbers);
        }

        double rest(double[] numbers) {
            return more.stream().mapToDouble(place -> numbers[place]).sum();
        }

        Dim dim() {
            Dim product = Dim.of((long) scale);
            for (int place : places) {
                product = product.times(symbol(place));
            }
            Dim sum = product.plus((long) offset);
            for (int place : more) {
                sum = sum.plus(symbol(place));
            }
            return sum;
        }

        private static Dim symbol(int place) {
            return Dim.symbol("S" + place);
        }
    }

    /** A graph with symbols, and for each number of the family's texts what it is there. */
    record General(Member example, Map<Integer, Guess> guesses, Graph graph) {
        boolean covers(Member member) {
            for (int i = 0; i < member.numbers.length; i++) {
                Guess guess = guesses.get(i);
                boolean fits = guess == null
                        ? example.texts.get(i).equals(member.texts.get(i))
                        : guess.at(member.numbers) == member.numbers[i];
                if (!fits) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Forgets a graph with symbols that has turned out to be of no use. */
    synchronized void drop(General general) {
        generals.remove(general);
    }

    /** The graph with symbols of which {@code member} is a case, null where there is none yet. */
    synchronized @Nullable General general(Member member) {
        for (General general : generals) {
            if (general.covers(member)) {
                return general;
            }
        }
        if (attempts == ATTEMPTS) {
            return null;
        }
        examples.add(member);
        if (examples.size() < EXAMPLES) {
            return null;
        }
        attempts++;
        General general = generalized();
        examples.remove(0);
        if (general != null) {
            generals.add(general);
        }
        return general;
    }

    private @Nullable General generalized() {
        Member first = examples.get(0);
        Map<Integer, Guess> guesses = new LinkedHashMap<>();
        List<Integer> symbols = new ArrayList<>();
        int inputs = first.inputSizes();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < first.numbers.length; i++) {
            String word = first.words.get(i);
            text.append(word);
            if (isAlways(i)) {
                text.append(first.texts.get(i));
                continue;
            }
            Guess guess = guess(i, symbols);
            if (guess == null && i < inputs) {
                guess = new Guess(1, List.of(i), 0, List.of());
                symbols.add(i);
            } else if (guess == null) {
                return null;
            }
            guesses.put(i, guess);
            text.append(word.endsWith("constant {value=") ? "<" + guess.dim() + ">" : guess.dim());
        }
        text.append(first.words.get(first.words.size() - 1));
        try {
            return new General(first, guesses, Parser.parse(SIZE_AS_NUMBER.matcher(text).replaceAll(Family::size)));
        } catch (ParseException e) {
            // The guess makes no graph; the next examples may show better.
            return null;
        }
    }

    private boolean isAlways(int i) {
        String text = examples.get(0).texts.get(i);
        return examples.stream().allMatch(each -> each.texts.get(i).equals(text));
    }

    /** A constant that is a size, such as the number of elements that a mean divides by. */
    private static String size(MatchResult line) {
        String name = line.group(1);
        String size = "  %size" + name + ": i64[] = size {dim=" + line.group(3) + "}\n";
        return Matcher.quoteReplacement(size + "  %" + name + ": " + line.group(2) + "[] = cast %size" + name + " {to="
                + line.group(2) + "}");
    }

    /** What number {@code i} may be in all examples, null where nothing fits. */
    private @Nullable Guess guess(int i, List<Integer> symbols) {
        for (int symbol : symbols) {
            Guess guess = line(i, List.of(symbol), List.of());
            if (guess != null) {
                return guess;
            }
        }
        for (int a : symbols) {
            for (int b : symbols) {
                Guess product = line(i, List.of(a, b), List.of());
                Guess sum = a == b ? null : line(i, List.of(a), List.of(b));
                if (product != null || sum != null) {
                    return product != null ? product : sum;
                }
            }
        }
        return null;
    }

    /** With {@code more} added, a line through the examples over the product of the sizes at {@code places}. */
    private @Nullable Guess line(int i, List<Integer> places, List<Integer> more) {
        Guess product = new Guess(1, places, 0, List.of());
        Guess rest = new Guess(0, List.of(), 0, more);
        double[] first = examples.get(0).numbers;
        double[] other = examples.stream().map(Member::numbers)
                .filter(each -> product.at(each) != product.at(first)).findFirst().orElse(first);
        double scale = (other[i] - rest.at(other) - first[i] + rest.at(first))
                / (product.at(other) - product.at(first));
        double offset = first[i] - rest.at(first) - scale * product.at(first);
        Guess guess = new Guess(scale, places, offset, more);
        boolean fits = scale == Math.rint(scale) && scale != 0
                && examples.stream().allMatch(each -> guess.at(each.numbers) == each.numbers[i]);
        return fits ? guess : null;
    }
}
