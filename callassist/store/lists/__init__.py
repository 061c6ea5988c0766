"""What pages, reports and exports read: named rows, a file a page, never more than ten queries a page.

Reading only. Called by work, web, reports and exports.
"""
