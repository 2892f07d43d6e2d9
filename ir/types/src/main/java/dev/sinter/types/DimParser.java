package dev.sinter.types;

/** Reads the textual form of a {@link Dim}: sums of products of numbers, symbols and {@code floordiv(a,b)}. */
final class DimParser {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    DimParser(String text) {
        this.text = text;
    }

    Dim parse() {
        Dim dim;
        try {
            dim = sum();
        } catch (ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
        skipSpace();
        if (at < text.length()) {
            throw malformed("unexpected '" + text.charAt(at) + "'");
        }
        return dim;
    }

    private Dim sum() {
        if (++depth > DEEPEST) {
            throw malformed("nested more than " + DEEPEST + " deep");
        }
        Dim sum = accept('-') ? product().times(-1) : product();
        while (true) {
            if (accept('+')) {
                sum = sum.plus(product());
            } else if (accept('-')) {
                sum = sum.minus(product());
            } else {
                depth--;
                return sum;
            }
        }
    }

    private Dim product() {
        Dim product = factor();
        while (accept('*')) {
            product = product.times(factor());
        }
        return product;
    }

    private Dim factor() {
        if (accept('(')) {
            Dim inner = sum();
            expect(')');
            return inner;
        }
        skipSpace();
        int start = at;
        while (at < text.length() && Dim.isSymbolPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.isEmpty()) {
            throw malformed(at < text.length() ? "unexpected '" + text.charAt(at) + "'" : "unexpected end");
        }
        if (word.equals("floordiv") && accept('(')) {
            Dim dividend = sum();
            expect(',');
            Dim divisor = sum();
            expect(')');
            if (divisor.is(0)) {
                throw malformed("division by zero");
            }
            return dividend.floorDiv(divisor);
        }
        if (Character.isDigit(word.charAt(0))) {
            try {
                return Dim.of(Long.parseLong(word));
            } catch (NumberFormatException e) {
                throw malformed("'" + word + "' is not a 64-bit integer");
            }
        }
        return Dim.symbol(word);
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw malformed("expected '" + c + "'");
        }
    }

    private boolean accept(char c) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException malformed(String reason) {
        return new IllegalArgumentException(
                "the dimension '" + text + "' is malformed at character " + (at + 1) + ": " + reason);
    }
}
