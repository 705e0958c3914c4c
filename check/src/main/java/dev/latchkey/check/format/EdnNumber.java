package dev.latchkey.check.format;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The canonical spelling of numbers: that of two numbers is equal exactly if the numbers are. As in EDN, {@code 7} and {@code 7N}
 * are the same integer, {@code 1e3} and {@code 1000.0} are the same floating-point number, and an integer never equals a
 * floating-point number or an exact decimal ({@code 1.5M}).
 */
final class EdnNumber {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+N?");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d+)?M?");
    private static final Pattern RATIO = Pattern.compile("[+-]?\\d+/\\d+");
    private static final int EXPONENT_LENGTH_MAX = 9;

    private EdnNumber() {}

    /** Returns the number that a token spells; null if it is not a number. */
    static Edn.@Nullable Num of(String token) {
        if (INTEGER.matcher(token).matches()) {
            return new Edn.Num(integer(token));
        }
        if (DECIMAL.matcher(token).matches()) {
            return new Edn.Num(token.endsWith("M") ? exact(token) : floating(token));
        }
        return RATIO.matcher(token).matches() ? new Edn.Num(unsigned(token)) : null;
    }

    /** Returns the number of JSON, which has only one type of numbers: {@code 1}, {@code 1.0} and {@code 1e0} are equal. */
    static Edn.Num ofJson(String token) {
        if (INTEGER.matcher(token).matches()) {
            return new Edn.Num(integer(token));
        }
        double number = Double.parseDouble(token);
        boolean isWhole = Math.rint(number) == number && Math.abs(number) < 1L << 53;
        return new Edn.Num(isWhole ? String.valueOf((long) number) : floating(token));
    }

    private static String integer(String token) {
        String digits = unsigned(token.endsWith("N") ? token.substring(0, token.length() - 1) : token);
        boolean isNegative = digits.startsWith("-");
        int first = isNegative ? 1 : 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        String magnitude = digits.substring(first);
        return isNegative && !magnitude.equals("0") ? "-" + magnitude : magnitude;
    }

    private static String floating(String token) {
        double number = Double.parseDouble(token);
        return number == 0 ? "0.0" : String.valueOf(number);
    }

    private static String exact(String token) {
        String digits = token.substring(0, token.length() - 1);
        int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        // Why not computed: the exponent does not fit an int, and such a number equals only itself.
        boolean isHuge = exponent >= 0 && digits.length() - exponent > EXPONENT_LENGTH_MAX;
        return (isHuge ? digits : String.valueOf(new BigDecimal(digits).stripTrailingZeros())) + "M";
    }

    private static String unsigned(String token) {
        return token.startsWith("+") ? token.substring(1) : token;
    }
}
